import * as z from 'zod';
import { Currency, Micros } from '../kernel/money.ts';
import { difference, serviceName, sumIn } from './review-sums.ts';
import type { CostSeries } from './series.ts';

/** What a review said, as far as it takes to see later how the month was changed. */
export const ReviewDigest = z.strictObject({
  currency: Currency,
  total: Micros,
  /** By the name of the service; what is 0 is left out. */
  services: z.record(z.string(), Micros),
});
export type ReviewDigest = z.infer<typeof ReviewDigest>;

/** How a month differs from what was told of it. */
export interface Restatement {
  readonly before: Micros;
  readonly now: Micros;
  readonly change: Micros;
  readonly changePct: number | null;
  /** What makes the difference, largest first. */
  readonly services: readonly { readonly name: string; readonly before: Micros; readonly now: Micros }[];
}

/** From which change of its total on a month is told again: more than one percent of what was told. */
const RESTATED_PCT = 1n;
const MOST_SERVICES = 10;

/** What is kept of a month's series, all of one currency. */
export function digestOf(month: string, currency: Currency, series: readonly CostSeries[]): ReviewDigest {
  const services = new Map<string, Micros>();
  for (const one of series) {
    if (one.currency !== currency) continue;
    const name = serviceName(one);
    services.set(name, (services.get(name) ?? 0) + sumIn(month, [one]));
  }
  const there = [...services].filter(([, micros]) => micros !== 0);
  return {
    currency,
    total: there.reduce((sum, [, micros]) => sum + micros, 0),
    services: Object.fromEntries(there),
  };
}

/** How the month was changed since it was told; undefined where that is not worth telling. */
export function restatedReview(told: ReviewDigest, now: ReviewDigest): Restatement | undefined {
  if (told.currency === now.currency && !isRestated(told.total, now.total)) return undefined;
  const names = new Set([...Object.keys(told.services), ...Object.keys(now.services)]);
  const services = [...names]
    .map((name) => ({ name, before: told.services[name] ?? 0, now: now.services[name] ?? 0 }))
    .filter((one) => one.before !== one.now)
    .sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before) || (a.name < b.name ? -1 : 1));
  return {
    before: told.total,
    now: now.total,
    ...difference(now.total, told.total),
    services: services.slice(0, MOST_SERVICES),
  };
}

function isRestated(told: Micros, now: Micros): boolean {
  const change = BigInt(now) - BigInt(told);
  const size = (amount: bigint) => (amount < 0n ? -amount : amount);
  return size(change) * 100n > size(BigInt(told)) * RESTATED_PCT;
}
