/** Chance that repeats itself: the same seed, the same numbers. */
export interface Chance {
  /** From 0 to below 1. */
  readonly next: () => number;
  readonly between: (low: number, high: number) => number;
  /** As likely between 1 and 2 as between 2 and 4. */
  readonly logBetween: (low: number, high: number) => number;
  readonly whole: (low: number, high: number) => number;
  readonly normal: () => number;
  readonly is: (probability: number) => boolean;
}

/** Mulberry32, by Tommy Ettinger. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + next() * (high - low);
  return {
    next,
    between,
    logBetween: (low, high) => Math.exp(between(Math.log(low), Math.log(high))),
    whole: (low, high) => Math.floor(between(low, high + 1)),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    is: (probability) => next() < probability,
  };
}
