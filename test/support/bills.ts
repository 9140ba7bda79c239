import type * as z from 'zod';
import { CostSection } from '../../shared/cost/config.ts';
import { type Policy, policyOf } from '../../shared/cost/policy.ts';
import { type Scan, type Scanned, scan } from '../../shared/cost/scan.ts';
import type { ChargeClass, CostSeries, SeriesKey } from '../../shared/cost/series.ts';
import { addDays, type Day } from '../../shared/kernel/day.ts';
import type { Organization } from '../../shared/platform/schema.ts';

/** The first day of the bills of the tests, a Thursday. */
export const START: Day = '2026-01-01';

/** The day so many days into a bill. */
export const dayIn = (days: number): Day => addDays(START, days);

/** So many days of the same cost. */
export const flat = (days: number, dollars: number): number[] => Array.from({ length: days }, () => dollars);

/** So many days without a row. */
export const missing = (days: number): number[] => flat(days, Number.NaN);

/** A cost that grows by a share a day, from the day after its start on. */
export const ramp = (days: number, from: number, rate: number): number[] =>
  Array.from({ length: days }, (_, day) => from * (1 + rate) ** (day + 1));

/** Working days and weekends. */
export const week = (days: number, working: number, weekend: number, first = 0): number[] =>
  Array.from({ length: days }, (_, day) => ((first + day + 3) % 7 >= 5 ? weekend : working));

interface Rest {
  readonly charge?: ChargeClass;
  readonly currency?: string;
}

/** A series of dollars a day from `START` on; NaN is a missing day. */
export function series(
  where: string | SeriesKey,
  dollars: readonly number[],
  { charge = 'usage', currency = 'USD' }: Rest = {},
): CostSeries {
  const days = dollars.map((cost, at) => ({
    day: dayIn(at),
    micros: Math.round(cost * 1e6),
    estimated: false,
  }));
  return {
    key: typeof where === 'string' ? { service: where } : where,
    charge,
    currency,
    days: days.filter(({ micros }) => !Number.isNaN(micros)),
  };
}

/** The policy of a cost.yaml with this in it. */
export const policy = (
  section: z.input<typeof CostSection> = {},
  accounts: Organization['accounts'] = [],
): Policy => policyOf(CostSection.parse(section), accounts);

/** What some series show, by default once all of their days are over. */
export function shown(all: readonly CostSeries[], more: Partial<Scan> = {}): Scanned {
  const last =
    all
      .flatMap(({ days }) => days.map(({ day }) => day))
      .toSorted()
      .at(-1) ?? START;
  return scan({ series: all, policy: policy(), asOf: addDays(last, 1), ...more });
}

/** Findings in short: kind, where, the day that showed it, and how many days it has. */
export function inShort({ findings }: Pick<Scanned, 'findings'>): string[] {
  return findings.map(({ kind, series: { service = '', account = '', team = '' }, date, days }) =>
    [kind, service || 'all', account, team, date, `${days.length}d`].filter((part) => part !== '').join(' '),
  );
}
