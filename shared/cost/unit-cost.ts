import { addMonths, type Month, monthOf } from '../kernel/day.ts';
import { type Currency, type Micros, units } from '../kernel/money.ts';
import type { Organization } from '../platform/schema.ts';
import { ownerOf } from './budget-audience.ts';
import { costsIn, resolvedScope, type StoredSeries, unstored } from './budget-scope.ts';
import type { CostConfig, UnitCost } from './config.ts';
import type { ReviewOf, UnitLine } from './review.ts';

/** How many units there were in a month and in the one before, by the id of the unit; what nobody counted is absent. */
export type UnitCounts = Readonly<Record<string, { readonly now?: number; readonly before?: number }>>;

interface UnitsToPrice {
  readonly month: Month;
  readonly of: ReviewOf;
  readonly stored: StoredSeries;
  readonly counts: UnitCounts;
  readonly config: CostConfig;
}

/** What each unit cost, usage and fees of its scope: of a team the units of its own scopes, for finance all. */
export function unitLines({ month, of, stored, counts, config }: UnitsToPrice): UnitLine[] {
  const { organization, cost } = config;
  return cost.units
    .filter(({ scope }) => unstored(scope) === undefined)
    .filter(({ scope }) => of.kind === 'all' || ownerOf(scope, organization) === of.team)
    .map((unit) => {
      const spent = costOf(unit, stored, organization);
      const counted = counts[unit.id];
      const [now, before] = [spent(month), spent(addMonths(month, -1))];
      return {
        id: unit.id,
        unit: unit.metric.name,
        cost: now,
        count: counted?.now,
        perUnit: perUnit(now, counted?.now),
        before: perUnit(before, counted?.before),
      };
    });
}

function costOf(
  { scope }: UnitCost,
  stored: StoredSeries,
  organization: Organization,
): (month: Month) => Micros {
  const { days } = costsIn(resolvedScope(scope, organization), stored, 'USD');
  return (month) =>
    days.reduce((sum, { day, usage, other }) => (monthOf(day) === month ? sum + usage + other : sum), 0);
}

/** In units of the currency; null where there were none to divide by. */
export function perUnit(cost: Micros, count: number | undefined): number | null {
  return count === undefined || !Number.isFinite(count) || count <= 0 ? null : units(cost) / count;
}

const SCALES = [1, 1_000, 1_000_000, 1_000_000_000] as const;

/** For how many units a price is stated, so that it can be read though one of them costs next to nothing. */
export function unitScale(price: number | null): number {
  if (price === null || price === 0) return 1;
  return SCALES.find((by) => price * by >= 0.1) ?? 1_000_000_000;
}

/** The price of so many units: `$0.1974`, `n/a`. */
export function spokenUnitCost(price: number | null, scale: number, currency: Currency): string {
  if (price === null) return 'n/a';
  const amount = price * scale;
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: amount >= 1 ? 2 : 4,
  }).format(amount);
}
