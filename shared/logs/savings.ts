import { millis } from '../kernel/duration.ts';
import { elapsed, type Instant } from '../kernel/instant.ts';
import { type Micros, toMicros } from '../kernel/money.ts';
import type { LogGroup } from './log-group.ts';
import { costOfBytes } from './prices.ts';

/** What a change of retention does to the bill for storage; what logs cost to take in is the same. */
export interface Savings {
  /**
   * Dollars a month less once the group has settled, at the volume it has: what it would otherwise hold is what it holds
   * today or, where it is young, what it would hold in a year.
   */
  readonly monthly: Micros;
  /** Of what is stored today and goes at once: the dollars a month it costs. */
  readonly atOnce: Micros;
  /** Dollars a month more, where they are kept longer. */
  readonly extra: Micros;
}

const DAY_MS = millis('1d');
const HORIZON_DAYS = 365;

/**
 * Estimates what it saves to keep a group's logs for `targetDays` (null: for ever). What is stored is taken to have come
 * in evenly over the days it spans. Nothing stored saves nothing.
 */
export function estimateSavings(group: LogGroup, targetDays: number | null, now: Instant): Savings {
  const held = heldDays(group, now);
  const otherwise = Math.min(group.currentDays ?? Number.POSITIVE_INFINITY, Math.max(held, HORIZON_DAYS));
  const target = targetDays ?? Math.max(held, HORIZON_DAYS, otherwise);
  const cost = (days: number) => costOf(group, Math.max(0, days), held);
  return { monthly: cost(otherwise - target), atOnce: cost(held - target), extra: cost(target - otherwise) };
}

/** The days that what is stored spans. One whose beginning is not known spans its retention, or a year. */
function heldDays({ createdAt, currentDays }: LogGroup, now: Instant): number {
  const age = createdAt === undefined ? HORIZON_DAYS : elapsed(createdAt, now) / DAY_MS;
  const unlimited = createdAt === undefined && currentDays !== null ? currentDays : age;
  return Math.max(1, Math.min(unlimited, currentDays ?? unlimited));
}

/** What `days` of the group's logs cost to store for a month. */
function costOf({ storedBytes, region }: LogGroup, days: number, held: number): Micros {
  const part: readonly [bigint, bigint] = [ms(days), ms(held)];
  return toMicros(costOfBytes('storage', region, storedBytes, part));
}

function ms(days: number): bigint {
  return BigInt(Math.round(days * DAY_MS));
}
