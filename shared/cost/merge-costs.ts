import type { Day } from '../kernel/day.ts';
import { type AmountText, amountText, exactAmount, toMicros } from '../kernel/money.ts';
import type { ExactDay } from './cost-source.ts';
import type { ExactSeries } from './read-groups.ts';
import { type CostSeries, seriesId } from './series.ts';

/**
 * The days of a series after an answer: of the days that the answer states, what it says of the series, and nothing where
 * it does not name it; of all others what was known before. Ascending.
 */
export function afterAnswer(
  before: readonly ExactDay[],
  answered: readonly ExactDay[],
  stated: ReadonlySet<Day>,
): ExactDay[] {
  const kept = before.filter(({ day }) => !stated.has(day));
  return [...kept, ...answered.filter(({ day }) => stated.has(day))].sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** Whether two series of days say the same, to the last decimal. */
export function sameDays(a: readonly ExactDay[], b: readonly ExactDay[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, place) => {
      const other = b[place];
      return (
        one.day === other?.day && one.estimated === other.estimated && sameAmount(one.amount, other.amount)
      );
    })
  );
}

function sameAmount(a: AmountText, b: AmountText): boolean {
  return a === b || exactAmount(a) === exactAmount(b);
}

/**
 * Teams by their ids: what was tagged with another value for a team is that team's, for all of history, and is summed
 * with the rest of it.
 */
export function underTeamIds(
  series: readonly ExactSeries[],
  aliases: Readonly<Record<string, string>>,
): ExactSeries[] {
  const merged = new Map<string, ExactSeries>();
  for (const one of series) {
    const { team } = one.key;
    const id = team === undefined ? undefined : Object.hasOwn(aliases, team) ? aliases[team] : team;
    const key = id === undefined ? one.key : { ...one.key, team: id };
    const place = seriesPlace({ ...one, key });
    const before = merged.get(place);
    merged.set(place, { ...one, key, days: before === undefined ? one.days : summed(before.days, one.days) });
  }
  return [...merged.values()];
}

/** What tells a series from all others. */
export function seriesPlace({ key, charge, currency }: Omit<ExactSeries, 'days'>): string {
  return `${seriesId(key)}|${charge}|${currency}`;
}

function summed(a: readonly ExactDay[], b: readonly ExactDay[]): ExactDay[] {
  const days = new Map(a.map((one) => [one.day, one]));
  for (const one of b) {
    const before = days.get(one.day);
    const exact = (exactAmount(before?.amount ?? '0') ?? 0n) + (exactAmount(one.amount) ?? 0n);
    days.set(one.day, {
      day: one.day,
      amount: amountText(exact),
      estimated: one.estimated || before?.estimated === true,
    });
  }
  return [...days.values()].sort((x, y) => (x.day < y.day ? -1 : 1));
}

/**
 * A series as decisions take it: one entry for every day whose bill is known, 0 where the series is not on that bill.
 * @param known the days whose bill is known, ascending, and whether AWS may still change them
 */
export function onKnownDays(
  { days, ...series }: ExactSeries,
  known: ReadonlyMap<Day, { readonly estimated: boolean }>,
): CostSeries {
  const costs = new Map(days.map((one) => [one.day, one]));
  return {
    ...series,
    days: [...known].map(([day, { estimated }]) => {
      const cost = costs.get(day);
      return cost === undefined
        ? { day, micros: 0, estimated }
        : { day, micros: toMicros(exactAmount(cost.amount) ?? 0n), estimated: cost.estimated };
    }),
  };
}
