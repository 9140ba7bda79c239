import { dayAt } from '../kernel/day.ts';
import type { Currency, Micros } from '../kernel/money.ts';
import { type CostEvent, type EventDay, worstDay } from './cost-event.ts';
import type { Finding } from './finding.ts';
import { bandOf, type Direction } from './point-gate.ts';
import type { Limits } from './policy.ts';
import type { SeriesNode } from './series-node.ts';
import { spreadsOff } from './usual.ts';

/** One cause, to be told once: an event, or many of one day. Days count from the first of the bill. */
export interface Told {
  readonly node: SeriesNode;
  readonly direction: Direction;
  readonly kind: Finding['kind'];
  readonly gate: Finding['gate'];
  readonly flagged: number;
  /** Of one event unless `group` is there. */
  readonly events: readonly CostEvent[];
  readonly limits: Limits;
  readonly owner?: string;
  readonly group?: {
    /** The day of all of it. */
    readonly day: EventDay;
    readonly members: readonly { readonly node: SeriesNode; readonly impact: Micros }[];
  };
}

/** New spend explains what contains it for so many days. */
const NEW_FOR = 14;

/** Whether what was told is still going on. */
export function isOn({ events, kind, flagged }: Told, day: number): boolean {
  return kind === 'new' ? day < flagged + NEW_FOR : events.some(({ over }) => !over);
}

/** The days of a cause, ascending. */
function daysOf({ events }: Told): number[] {
  return [...new Set(events.flatMap(({ days }) => days.map(({ day }) => day)))].sort((a, b) => a - b);
}

/**
 * What was told as a finding.
 * @param dataAsOf the last day whose cost is known; the findings of that day are provisional
 */
export function findingOf(told: Told, currency: Currency, firstDay: number, dataAsOf: number): Finding {
  const { node, kind, gate, flagged, events, limits, group, owner } = told;
  const [event] = events;
  const worst = group?.day ?? (event === undefined ? undefined : worstDay(event));
  if (worst === undefined) throw new RangeError('an event without days');
  const { actual, centre, share, scale, sample } = worst;
  const impact = actual - centre;
  const days = daysOf(told);
  return {
    series: node.key,
    currency,
    kind,
    gate,
    date: dayAt(firstDay + flagged),
    firstDate: dayAt(firstDay + (days[0] ?? flagged)),
    days: days.map((day) => dayAt(firstDay + day)),
    actual,
    baseline: centre,
    ...bandOf(worst, limits),
    deviationPct: centre === 0 ? null : rounded((impact / centre) * 100),
    impact,
    total: events.flatMap(({ days: own }) => own).reduce((sum, day) => sum + day.actual - day.centre, 0),
    z: share === 0 || scale === 0 ? null : rounded(spreadsOff(actual, worst)),
    sample,
    dataAsOf: dayAt(firstDay + dataAsOf),
    provisional: flagged >= dataAsOf,
    ...(owner === undefined ? {} : { owner }),
    ...(group === undefined
      ? {}
      : { members: group.members.map((one) => ({ series: one.node.key, impact: one.impact })) }),
  };
}

function rounded(n: number): number {
  return Math.round(n * 100) / 100;
}
