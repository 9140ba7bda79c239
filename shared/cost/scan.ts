import { type Day, dayAt, dayNumber } from '../kernel/day.ts';
import type { Currency } from '../kernel/money.ts';
import { FEWEST_DAYS } from './baseline.ts';
import { calendarCharges } from './calendar-charges.ts';
import { beginWalk, type CostWalk, walkUpTo } from './cost-walk.ts';
import type { Finding } from './finding.ts';
import { type LeafSeries, leafOf } from './leaf-series.ts';
import { type Policy, withPresentTeam } from './policy.ts';
import { type CostSeries, type SeriesKey, seriesId } from './series.ts';
import { growTree } from './series-tree.ts';
import { findingOf } from './told.ts';
import type { Verdict } from './verdict.ts';

/** A series that cannot be scored yet. */
export interface Learning {
  readonly series: SeriesKey;
  readonly currency: Currency;
  readonly reason: { readonly code: 'learning'; readonly cleanDays: number; readonly needed: number };
}

/** Something unusual that nobody is told of. */
export interface MutedDay {
  readonly series: SeriesKey;
  readonly currency: Currency;
  readonly day: Day;
  /** By a planned event, or because the calendar makes it: last month or the last weeks had the same. */
  readonly reason: { readonly code: 'planned'; readonly id: string } | { readonly code: 'calendar' };
}

/** What a bill shows. */
export interface Scanned {
  /** In the order of their dates, the largest of a day first. */
  readonly findings: readonly Finding[];
  /** Findings that people said were expected, or wanted to hear no more of. */
  readonly settled: readonly Finding[];
  /** By their series. */
  readonly learning: readonly Learning[];
  /** By their days, those of a day by their series. */
  readonly muted: readonly MutedDay[];
}

/** A bill to look at. */
export interface Scan {
  /** Series that add up to the bill, each dollar once, of all charge classes; any order. */
  readonly series: readonly CostSeries[];
  /** The usage a second time, by team × service, where the series above do not say the team. */
  readonly byTeam?: readonly CostSeries[];
  readonly policy: Policy;
  /** The day on which the question is asked: it and what is later is not scored. */
  readonly asOf: Day;
  readonly verdicts?: readonly Verdict[];
}

/** A bill that is walked through day by day, in each of its currencies. */
export interface BillWalk {
  readonly policy: Policy;
  readonly verdicts: readonly Verdict[];
  readonly walks: ReadonlyMap<Currency, CostWalk>;
  /** What is not usage. */
  readonly charges: readonly LeafSeries[];
}

/** Findings of a bill as of a day. The same input gives the same answer. */
export function scan({ series, byTeam = [], policy, asOf, verdicts = [] }: Scan): Scanned {
  const before = dayNumber(asOf);
  const known = (list: readonly CostSeries[]) =>
    list.map((one) => leafOf(one, before)).filter(({ micros }) => micros.length > 0);
  const bill = beginBill({ series: known(series), byTeam: known(byTeam), policy, verdicts });
  return seenUpTo(bill, before);
}

/** Stands before the first day of a bill. */
export function beginBill(bill: {
  readonly series: readonly LeafSeries[];
  readonly byTeam?: readonly LeafSeries[];
  readonly policy: Policy;
  readonly verdicts?: readonly Verdict[];
}): BillWalk {
  const { policy, verdicts = [] } = bill;
  const present = (list: readonly LeafSeries[]) =>
    list
      .map((leaf) => ({ id: seriesId(leaf.key), leaf: { ...leaf, key: withPresentTeam(leaf.key, policy) } }))
      .toSorted((a, b) => compare(a.id, b.id))
      .map(({ leaf }) => leaf);
  const series = present(bill.series);
  const byTeam = present(bill.byTeam ?? []).filter(({ charge }) => charge === 'usage');
  const usage = series.filter(({ charge }) => charge === 'usage');
  const walks = new Map<Currency, CostWalk>();
  for (const currency of new Set([...usage, ...byTeam].map((leaf) => leaf.currency))) {
    const ofCurrency = (list: readonly LeafSeries[]) => list.filter((leaf) => leaf.currency === currency);
    walks.set(currency, beginWalk(growTree(ofCurrency(usage), ofCurrency(byTeam)), policy, verdicts));
  }
  return { policy, verdicts, walks, charges: series.filter(({ charge }) => charge !== 'usage') };
}

/** Walks on through the days before this one, and says what they have shown. @param before since 1970-01-01 */
export function seenUpTo(bill: BillWalk, before: number): Scanned {
  const { policy, verdicts, walks, charges } = bill;
  const dataAsOf = before - 1;
  const findings: Finding[] = [...calendarCharges(charges, policy, dataAsOf)];
  const learning: Learning[] = [];
  const muted: MutedDay[] = [];
  for (const [currency, walk] of walks) {
    const { firstDay } = walk.tree;
    walkUpTo(walk, before - firstDay);
    findings.push(...walk.told.map((told) => findingOf(told, currency, firstDay, dataAsOf - firstDay)));
    learning.push(...learningOf(walk, currency));
    muted.push(
      ...walk.muted.map(({ node, day, why, id = '' }) => ({
        series: node.key,
        currency,
        day: dayAt(firstDay + day),
        reason: why === 'planned' ? { code: why, id } : { code: why },
      })),
    );
  }
  const isSettled = (finding: Finding) => verdicts.some((verdict) => isAbout(verdict, finding));
  const inOrder = findings.toSorted(byDate);
  return {
    findings: inOrder.filter((finding) => !isSettled(finding)),
    settled: inOrder.filter(isSettled),
    learning: learning.toSorted(bySeries),
    muted: muted.toSorted((a, b) => compare(a.day, b.day) || bySeries(a, b)),
  };
}

function learningOf({ watches, tree }: CostWalk, currency: Currency): Learning[] {
  return watches
    .filter(
      ({ node, clean, since }) =>
        node !== tree.root && node.children.length === 0 && since >= 0 && clean.count < FEWEST_DAYS,
    )
    .map(({ node, clean }) => ({
      series: node.key,
      currency,
      reason: { code: 'learning', cleanDays: clean.count, needed: FEWEST_DAYS },
    }));
}

function isAbout({ series, firstDate }: Verdict, finding: Finding): boolean {
  return firstDate === finding.firstDate && seriesId(series) === seriesId(finding.series);
}

function byDate(a: Finding, b: Finding): number {
  return compare(a.date, b.date) || Math.abs(b.impact) - Math.abs(a.impact) || bySeries(a, b);
}

function bySeries(
  a: Pick<MutedDay, 'series' | 'currency'>,
  b: Pick<MutedDay, 'series' | 'currency'>,
): number {
  return compare(seriesId(a.series), seriesId(b.series)) || compare(a.currency, b.currency);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
