import { stlResidual } from './stl.ts';

/** Whether each day of a series is flagged by a rule that knows the days up to it; NaN is a missing day. */
export type Rule = (costs: Float64Array) => readonly boolean[];

const LEAST_HISTORY = 10;

/** The plain rules that people write first, and those that books name. */
export const RULES: Readonly<Record<string, Rule>> = {
  '20% over 30-day mean': (costs) => eachDay(costs, 30, (cost, before) => cost > 1.2 * mean(before)),
  'same, $10 floor': (costs) =>
    eachDay(costs, 30, (cost, before) => cost > 1.2 * mean(before) && cost - mean(before) >= 10),
  'mean + 3 sigma': (costs) =>
    eachDay(costs, 30, (cost, before) => cost > mean(before) + 3 * deviation(before)),
  '7-day mean + 30%': (costs) => eachDay(costs, 7, (cost, before) => cost > 1.3 * mean(before)),
  EWMA: ewma,
  'STL residual': (costs) =>
    eachDay(costs, 56, (cost, before) => before.length >= 28 && isFarOff(stlResidual([...before, cost], 7))),
};

function eachDay(
  costs: Float64Array,
  length: number,
  isFlagged: (cost: number, before: readonly number[]) => boolean,
): boolean[] {
  return Array.from(costs, (cost, day) => {
    const before = [...costs.slice(Math.max(0, day - length), day)].filter((one) => !Number.isNaN(one));
    return !Number.isNaN(cost) && before.length >= Math.min(LEAST_HISTORY, length) && isFlagged(cost, before);
  });
}

/** An average that forgets a tenth a day, and three of its deviations. */
function ewma(costs: Float64Array): boolean[] {
  const [weight, width] = [0.1, 3];
  let [centre, variance, seen] = [Number.NaN, 0, 0];
  return Array.from(costs, (cost) => {
    if (Number.isNaN(cost)) return false;
    const off = seen === 0 ? 0 : cost - centre;
    const flagged = seen >= LEAST_HISTORY && Math.abs(off) > width * Math.sqrt(variance);
    centre = seen === 0 ? cost : centre + weight * off;
    variance = (1 - weight) * (variance + weight * off ** 2);
    seen++;
    return flagged;
  });
}

/** Whether the last residual is more than three robust deviations off the others. */
function isFarOff(residuals: readonly number[]): boolean {
  const last = residuals.at(-1) ?? 0;
  const sizes = residuals
    .slice(0, -1)
    .map(Math.abs)
    .toSorted((a, b) => a - b);
  return Math.abs(last) > 3 * 1.4826 * (sizes[sizes.length >> 1] ?? 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}
