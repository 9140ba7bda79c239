import type { ChartDay } from '../../shared/cost/chart-day.ts';
import type { Finding } from '../../shared/cost/finding.ts';
import { findingId } from '../../shared/cost/finding-id.ts';
import type { ActiveRecord, Told } from '../../shared/cost/finding-record.ts';
import { addDays, type Day, daysBetween } from '../../shared/kernel/day.ts';
import type { Instant } from '../../shared/kernel/instant.ts';
import { UNIT } from '../../shared/kernel/money.ts';

/** The first day of the findings in tests: a Wednesday. */
export const DAY = '2026-11-18';

/** The morning after the n-th day from `DAY`, when it is scored for the first time. */
export function morningAfter(n: number): Instant {
  return `${addDays(DAY, n + 1)}T06:00:00.000Z`;
}

/** EC2 of payments at $160 instead of $100, seen on its first day. */
export function aFinding(changes: Partial<Finding> = {}): Finding {
  const firstDate = changes.firstDate ?? DAY;
  return {
    series: { service: 'Amazon Elastic Compute Cloud - Compute', account: '111111111111', team: 'payments' },
    currency: 'USD',
    kind: 'spike',
    gate: 'point',
    date: firstDate,
    firstDate,
    days: [firstDate],
    actual: 160 * UNIT,
    baseline: 100 * UNIT,
    low: 90 * UNIT,
    high: 110 * UNIT,
    deviationPct: 60,
    impact: 60 * UNIT,
    total: 60 * UNIT,
    z: 8.1,
    sample: 28,
    dataAsOf: changes.days?.at(-1) ?? firstDate,
    provisional: true,
    owner: 'payments',
    ...changes,
  };
}

/** The days from `DAY` on, so many. */
export function daysFrom(count: number, from: Day = DAY): Day[] {
  return Array.from({ length: count }, (_, n) => addDays(from, n));
}

/** A chart of so many usual days before the finding, then its days at what it says. */
export function chartOf(finding: Finding, usualDays = 28): ChartDay[] {
  const { baseline: mid, low, high } = finding;
  const first = addDays(finding.firstDate, -usualDays);
  const last = finding.days.at(-1) ?? finding.firstDate;
  return Array.from({ length: daysBetween(first, last) + 1 }, (_, n) => {
    const day = addDays(first, n);
    return {
      day,
      micros: finding.days.includes(day) ? finding.actual : mid,
      estimated: finding.provisional && day === last,
      usual: { mid, low, high },
    };
  });
}

/** A record as it stands when it was found on its first morning. */
export function aRecord(changes: Partial<ActiveRecord> = {}, found: Partial<Finding> = {}): ActiveRecord {
  const finding = aFinding(found);
  return {
    v: 1,
    version: 1,
    id: findingId(finding),
    finding,
    chart: chartOf(finding),
    openedAt: morningAfter(0),
    updatedAt: morningAfter(0),
    told: [],
    state: 'open',
    ...changes,
  } as ActiveRecord; // the changes of a test keep to one state
}

/** That the owner was mailed. */
export function mailed(what: Told['what'], at: Instant = morningAfter(0)): Told {
  return { at, what, via: 'mail', to: 'team:payments' };
}
