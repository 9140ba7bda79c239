import type { Position } from './incident.ts';

/** The key of a timeline entry about a rung of a run: the same rung written twice is one entry. */
export function rungKey(run: number, { pass, rung }: Position): string {
  return `rung.${run}.${pass}.${rung}`;
}

/** Which rung a timeline entry is about, by its key; undefined where it is about something else. */
export function rungOfKey(key: string): Position | undefined {
  const [, pass, rung] = /^rung\.\d+\.(\d+)\.(\d+)$/.exec(key) ?? [];
  return pass === undefined || rung === undefined ? undefined : { pass: Number(pass), rung: Number(rung) };
}
