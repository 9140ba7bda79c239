import * as z from 'zod';

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A length of time as people write it in configuration: `20s`, `5m`, `8h`, `7d`. */
export const Duration = z.string().regex(/^(0|[1-9]\d{0,5})[smhd]$/, 'a duration such as 20s, 5m, 8h or 7d');
export type Duration = z.infer<typeof Duration>;

/** The length of a duration in milliseconds. A `d` is 24 hours, whatever the calendar does. */
export function millis(duration: Duration): number {
  const unit = duration.at(-1) as keyof typeof UNIT_MS; // the schema admits no other last letter
  return Number(duration.slice(0, -1)) * UNIT_MS[unit];
}

/** Milliseconds as the shortest duration a person would say, rounded down: `45s`, `15m`, `2h`, `3d`. */
export function spoken(ms: number): Duration {
  const units = ['d', 'h', 'm'] as const;
  const unit =
    units.find((u) => ms >= UNIT_MS[u] && ms % UNIT_MS[u] === 0) ?? units.find((u) => ms >= 2 * UNIT_MS[u]);
  return unit === undefined ? `${Math.floor(ms / UNIT_MS.s)}s` : `${Math.floor(ms / UNIT_MS[unit])}${unit}`;
}

/** Milliseconds to the second, in every unit it takes: `0s`, `45s`, `2m30s`, `1h45m`, `1d2h`. */
export function spokenExactly(ms: number): string {
  let rest = Math.floor(ms / UNIT_MS.s) * UNIT_MS.s;
  let text = '';
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const count = Math.floor(rest / UNIT_MS[unit]);
    rest -= count * UNIT_MS[unit];
    if (count > 0) text += `${count}${unit}`;
  }
  return text === '' ? '0s' : text;
}
