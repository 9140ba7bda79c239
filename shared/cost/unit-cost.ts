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

/** A price that may be tiny, by as many units as make it readable: `$0.12 per 1,000 Requests`, `n/a`. */
export function spokenUnitCost(price: number | null, unit: string, currency: Currency): string {
  if (price === null) return 'n/a';
  const scale = SCALES.find((by) => price * by >= 0.1) ?? (price === 0 ? 1 : 1_000_000_000);
  const amount = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    maximumSignificantDigits: 4,
    minimumFractionDigits: 2,
    roundingPriority: 'morePrecision',
  }).format(price * scale);
  return `${amount} per ${scale === 1 ? '' : `${scale.toLocaleString('en-US')} `}${unit}`;
}
