import { millis } from '../kernel/duration.ts';
import { epochMs, type Instant, instant } from '../kernel/instant.ts';
import { type Micros, toMicros, UNIT } from '../kernel/money.ts';
import type { VolumeRule } from './config.ts';
import { costOfBytes } from './prices.ts';

/** The bytes a group took in within an hour: the metric IncomingBytes. */
export interface HourOfLogs {
  /** When the hour began. */
  readonly hour: Instant;
  readonly bytes: number;
}

/** What is said of a group's volume. */
export interface VolumeVerdict {
  readonly kind: 'usual' | 'explosion' | 'too-little-history';
  /** Short code and the inputs that mattered. */
  readonly reason: string;
  /** Bytes of the last hour, and of the same hour in the days before. */
  readonly bytes: number;
  readonly usual: number;
  /** Dollars a day more than usual, if it goes on like this. */
  readonly perDay: Micros;
}

const HOUR_MS = millis('1h');
const DAY_MS = millis('1d');
const DAYS = 7;
const LEAST_DAYS = 3;

/**
 * Compares the last whole hours of a group with the same hours of the seven days before: a batch that comes every night
 * is what its hour usually brings. An explosion is one where all of the last `hours` are `factor` times that, and what it
 * costs more is worth it. Hours that are not named took in nothing, from the first hour that is named on.
 * @param end the end of the last whole hour
 * @param region for the price; without it the default
 */
export function judgeVolume(
  hours: readonly HourOfLogs[],
  rule: VolumeRule,
  end: Instant,
  region?: string,
): VolumeVerdict {
  const byHour = new Map(hours.map(({ hour, bytes }) => [hourOf(epochMs(hour)), bytes]));
  const first = Math.min(...byHour.keys());
  const last = hourOf(epochMs(end)) - 1;
  const recent = Array.from({ length: rule.hours }, (_, back) => {
    const at = last - back;
    const before = Array.from({ length: DAYS }, (_day, index) => at - ((index + 1) * DAY_MS) / HOUR_MS)
      .filter((hour) => hour >= first)
      .map((hour) => byHour.get(hour) ?? 0);
    return { bytes: byHour.get(at) ?? 0, before };
  });
  const mean = (list: readonly number[]) =>
    list.reduce((sum, one) => sum + one, 0) / Math.max(1, list.length);
  const bytes = mean(recent.map((hour) => hour.bytes));
  const usual = mean(recent.map(({ before }) => median(before)));
  const perDay = costOfIngestion(Math.max(0, bytes - usual) * 24, region);
  const said = (kind: VolumeVerdict['kind'], reason: string) => ({ kind, reason, bytes, usual, perDay });
  if (recent.some(({ before }) => before.length < LEAST_DAYS))
    return said('too-little-history', `TOO_LITTLE_HISTORY: less than ${LEAST_DAYS} days to compare with`);
  const isMore = recent.every((hour) => hour.bytes > 0 && hour.bytes >= rule.factor * median(hour.before));
  if (!isMore) return said('usual', `USUAL: not ${rule.factor} times the usual for ${rule.hours} hours`);
  if (perDay < rule.minUsdPerDay * UNIT)
    return said('usual', `CHEAP: less than ${rule.minUsdPerDay} dollars a day`);
  return said('explosion', `EXPLOSION: ${rule.factor} times the usual for ${rule.hours} hours`);
}

/** What it costs to take in so many bytes, in the standard class. */
export function costOfIngestion(bytes: number, region?: string): Micros {
  return toMicros(costOfBytes('ingestion', region, bytes, [1n, 1n]));
}

/** Whether to tell of it: once, when it begins; `told` is since when that is so, undefined where it has ended. */
export function tellVolume(
  verdict: Pick<VolumeVerdict, 'kind'>,
  told: Instant | undefined,
  now: Instant,
): { readonly tell: boolean; readonly told: Instant | undefined } {
  if (verdict.kind !== 'explosion') return { tell: false, told: undefined };
  return told === undefined ? { tell: true, told: now } : { tell: false, told };
}

/** When the last whole hour ended. */
export function lastWholeHour(now: Instant): Instant {
  return instant(hourOf(epochMs(now)) * HOUR_MS);
}

function hourOf(ms: number): number {
  return Math.floor(ms / HOUR_MS);
}

function median(list: readonly number[]): number {
  const sorted = list.toSorted((a, b) => a - b);
  const [lower, upper] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return ((lower ?? 0) + (upper ?? 0)) / 2;
}
