import { addDays, addMonths, type Day, dayOf, daysBetween, firstDay, monthOf } from '../kernel/day.ts';
import type { Instant } from '../kernel/instant.ts';
import type { CollectedDay, Collection, Density } from './collection.ts';
import type { Window } from './cost-source.ts';

/** How far back Cost Explorer knows days: this many months before the current one. */
export const MONTHS_KNOWN = 13;
/** Days before today that are fetched again each run, since AWS restates them. */
const RESTATED_DAYS = 14;
/** Paid requests: of the first run, of a day, and of its first half. A run of one page each takes four. */
const MOST_REQUESTS = { firstRun: 30, day: 10, morning: 5 } as const;
/** What no run can do without: the whole, and each grain once. */
export const LEAST_REQUESTS = 4;
/** Days that are fetched at once when history is filled in. */
const CHUNK_DAYS = 100;

/** Why a run asks for what it asks for. */
export type CollectionReason = 'first-run' | 'recent' | 'unsettled-month' | 'after-a-gap';

/** What a run asks for, most important first, and how many requests it may take for all of it. */
export interface CollectionPlan {
  readonly reason: { readonly code: CollectionReason; readonly from: Day; readonly used: number };
  /** What may have changed since the last run, up to today. */
  readonly recent: Window;
  /** On the first run: the days before those, the newest first. Taken while requests are left. */
  readonly older: readonly Window[];
  readonly requests: number;
}

/**
 * What to fetch at a time: the last 14 days, from the first of the last month until that has settled, and whatever a gap
 * left out; on the first run the 13 months before the current one, as far back as its requests go.
 * @param days of the last two months, as they are stored
 */
export function planCollection(
  at: Instant,
  collection: Collection | undefined,
  days: readonly CollectedDay[],
): CollectionPlan {
  const today = dayOf(at);
  const earliest = firstDay(addMonths(monthOf(today), -MONTHS_KNOWN));
  const used = collection?.requests.day === today ? collection.requests.count : 0;
  const since = collection?.from;
  const wanted = recentFrom(today, collection, days);
  const from = wanted.from < earliest ? earliest : wanted.from;
  return {
    reason: { code: since === undefined ? 'first-run' : wanted.code, from, used },
    recent: { from, to: today },
    older: since === undefined ? chunks(earliest, addDays(from, -1)) : [],
    requests: since === undefined ? MOST_REQUESTS.firstRun : allowance(at, used),
  };
}

function recentFrom(
  today: Day,
  collection: Collection | undefined,
  days: readonly CollectedDay[],
): { readonly from: Day; readonly code: CollectionReason } {
  const usual = addDays(today, -RESTATED_DAYS);
  const lastMonth = addMonths(monthOf(today), -1);
  const unsettled = days.some(({ day, estimated }) => estimated && monthOf(day) === lastMonth);
  const through = collection?.through;
  const next = through === undefined ? usual : addDays(through, 1);
  const restated = unsettled && firstDay(lastMonth) < usual ? firstDay(lastMonth) : usual;
  if (next < restated) return { from: next, code: 'after-a-gap' };
  return { from: restated, code: restated === usual ? 'recent' : 'unsettled-month' };
}

/** What is left of the day; in its first half only so much that the second has as much. */
function allowance(at: Instant, used: number): number {
  const morning = at.slice(11, 13) < '12';
  const left = Math.min(MOST_REQUESTS.day - used, morning ? MOST_REQUESTS.morning : MOST_REQUESTS.day);
  return Math.max(left, LEAST_REQUESTS);
}

function chunks(from: Day, to: Day): Window[] {
  const found: Window[] = [];
  for (let last = to; last >= from; last = addDays(last, -CHUNK_DAYS)) {
    const first = addDays(last, 1 - CHUNK_DAYS);
    found.push({ from: first < from ? from : first, to: last });
  }
  return found;
}

/** How many requests the groups of so many days take, by what the last answers have shown. At least one a grain. */
function requestsFor(days: number, density: Density | undefined): number {
  const { rows, page } = density ?? {};
  if (rows === undefined || page === undefined) return 3;
  return Object.values(rows).reduce((sum, each) => sum + Math.max(1, Math.ceil((each * days) / page)), 0);
}

/** Which days of a window are asked for by group. `left` that changed are not, because it would take too many requests. */
export interface GroupPlan {
  readonly window: Window | undefined;
  readonly reason: 'all' | 'changed-days' | 'newest-days';
  readonly left: number;
}

/** What groups may be asked for, where not all of a window can be. */
export interface GroupLimits {
  readonly requests: number;
  /** The last day that matters: today is scored by nobody. */
  readonly until: Day;
  /** How many days up to that one are asked for whatever it takes. */
  readonly least: number;
}

/**
 * Which days to ask for by group when the whole of each day is known already: all of the window, if that fits into the
 * requests that are left; else from the first day that has changed; else as many of the newest as fit.
 * @param changed days of the window whose whole is not what the stored groups add up to
 */
export function planGroups(
  { from, to }: Window,
  changed: readonly Day[],
  density: Density | undefined,
  { requests, until, least }: GroupLimits,
): GroupPlan {
  const fits = (days: number) => requestsFor(days, density) <= requests;
  if (fits(daysBetween(from, to) + 1)) return { window: { from, to }, reason: 'all', left: 0 };
  const size = daysBetween(from, until) + 1;
  const first = [...changed].sort()[0];
  if (first !== undefined && first <= until && fits(daysBetween(first, until) + 1))
    return { window: { from: first, to: until }, reason: 'changed-days', left: 0 };
  let newest = Math.min(least, size);
  while (newest < size && fits(newest + 1)) newest++;
  const begin = addDays(until, 1 - newest);
  return {
    window: newest > 0 ? { from: begin, to: until } : undefined,
    reason: 'newest-days',
    left: changed.filter((day) => day < begin).length,
  };
}
