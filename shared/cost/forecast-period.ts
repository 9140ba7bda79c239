import { addDays, addMonths, type Day, daysBetween, daysIn, isoWeekday, monthOf } from '../kernel/day.ts';
import type { Micros } from '../kernel/money.ts';
import { type BudgetPeriod, daysGone } from './budget-period.ts';
import type { ScopedDay } from './budget-scope.ts';

/** What a period is going to cost in all, and within which bounds four times of five. */
export interface Forecast {
  readonly total: Micros;
  readonly low: Micros;
  readonly high: Micros;
  /** The last day whose cost it is made from. */
  readonly from: Day;
}

/** From which day of a period on its end is foreseen. */
const FIRST_FORECAST_DAY = 5;

/** How many of the last days the run rate is taken from. */
const RATE_DAYS = 28;
/** From how many days on there is a rate at all. */
const LEAST_DAYS = 5;
/** Four of five values of a normal distribution lie within so many standard deviations. */
const FOUR_OF_FIVE = 1.2816;

/**
 * What a period is going to cost: what it has cost, and for each day to come the mean of the last 28 days of its kind,
 * weekday or weekend. Charges by the calendar or a contract follow no rate: one is expected again on the day of the
 * month on which it was there in both of the last two months, at the smaller of the two amounts, so that what was paid
 * once is not expected again. The bounds are those of a sum of independent days whose mean is itself estimated
 * (variance n·s² + n²·s²/m for n days to come and m days seen of a kind).
 * @param days of the scope, ascending, from two months before the period on where there are any.
 * @param last the last day whose cost is complete; later ones are foreseen, and never below what they cost already.
 * @returns undefined before the fifth day of the period, and where fewer than five days are known
 */
export function forecastPeriod(
  days: readonly ScopedDay[],
  period: BudgetPeriod,
  last: Day,
): Forecast | undefined {
  if (daysGone(period, last) < FIRST_FORECAST_DAY) return undefined;
  const known = new Map(days.map((day) => [day.day, day]));
  const rates = runRates(days.filter(({ day }) => day <= last && daysBetween(day, last) < RATE_DAYS));
  if (rates === undefined) return undefined;
  let total = 0;
  const open = { weekday: 0, weekend: 0 };
  for (let day = period.from; day <= period.to; day = addDays(day, 1)) {
    const cost = known.get(day);
    if (day <= last && cost !== undefined) {
      total += cost.usage + cost.other;
      continue;
    }
    const kind = dayKind(day);
    open[kind]++;
    total += Math.max(rates[kind].mean, cost?.usage ?? 0);
    total += cost === undefined || cost.other === 0 ? recurring(day, known, last) : cost.other;
  }
  const variance = (['weekday', 'weekend'] as const).reduce((sum, kind) => {
    const { deviation, seen } = rates[kind];
    return sum + deviation ** 2 * (open[kind] + open[kind] ** 2 / seen);
  }, 0);
  const margin = Math.round(FOUR_OF_FIVE * Math.sqrt(variance));
  return { total, low: total - margin, high: total + margin, from: last };
}

type DayKind = 'weekday' | 'weekend';

interface Rate {
  readonly mean: Micros;
  readonly deviation: number;
  readonly seen: number;
}

function dayKind(day: Day): DayKind {
  return isoWeekday(day) >= 6 ? 'weekend' : 'weekday';
}

/** The usual usage of a day of either kind; a kind of which fewer than two days are known goes by all of them. */
function runRates(days: readonly ScopedDay[]): Readonly<Record<DayKind, Rate>> | undefined {
  if (days.length < LEAST_DAYS) return undefined;
  const rate = (kind: DayKind): Rate => {
    const own = days.filter(({ day }) => dayKind(day) === kind);
    return rateOf((own.length < 2 ? days : own).map(({ usage }) => usage));
  };
  return { weekday: rate('weekday'), weekend: rate('weekend') };
}

function rateOf(usages: readonly Micros[]): Rate {
  const seen = usages.length;
  const mean = Math.round(usages.reduce((sum, usage) => sum + usage, 0) / seen);
  const squares = usages.reduce((sum, usage) => sum + (usage - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (seen - 1)), seen };
}

/** The charge that comes on this day of the month, as far as two months in a row have shown. */
function recurring(day: Day, known: ReadonlyMap<Day, ScopedDay>, last: Day): Micros {
  let month = addMonths(monthOf(day), -1);
  while (inMonth(month, day) > last) month = addMonths(month, -1);
  const seen = [month, addMonths(month, -1)].map((one) => known.get(inMonth(one, day))?.other ?? 0);
  const [latest = 0, before = 0] = seen;
  if (Math.sign(latest) !== Math.sign(before)) return 0;
  return Math.abs(latest) < Math.abs(before) ? latest : before;
}

/** The day of a month with the same number, or its last. */
function inMonth(month: string, day: Day): Day {
  const number = Math.min(Number(day.slice(8)), daysIn(month));
  return `${month}-${String(number).padStart(2, '0')}`;
}
