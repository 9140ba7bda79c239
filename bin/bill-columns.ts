import { UsageFault } from './usage-fault.ts';

/** What is read of a bill, by the names of the columns that may hold it: our own, then those of FOCUS 1.x. */
const NAMES = {
  date: ['date', 'ChargePeriodStart'],
  service: ['service', 'ServiceName'],
  cost: ['cost', 'EffectiveCost', 'BilledCost'],
  account: ['account', 'SubAccountId'],
  region: ['region', 'RegionId'],
  team: ['team'],
  usageType: ['usage_type', 'x_UsageType'],
  recordType: ['record_type', 'ChargeCategory'],
  currency: ['currency', 'BillingCurrency'],
  tags: ['Tags'],
} as const;

const REQUIRED = ['date', 'service', 'cost'] as const;

/** At which place of a row something is; -1 where the bill has no such column. */
export type BillColumns = Readonly<Record<keyof typeof NAMES, number>> & { readonly count: number };

/** Finds the columns of a bill by its header. @throws UsageFault that names the first that is missing */
export function billColumns(header: readonly string[], where: string): BillColumns {
  const names = header.map((name) => name.trim().toLowerCase());
  const placeOf = (wanted: readonly string[]) =>
    wanted.map((name) => names.indexOf(name.toLowerCase())).find((place) => place >= 0) ?? -1;
  const missing = REQUIRED.find((column) => placeOf(NAMES[column]) < 0);
  if (missing !== undefined)
    throw new UsageFault(
      `${where}: row 1: there is no column "${missing}"; wanted: a header with date, service, cost, or the names of FOCUS (${REQUIRED.map((column) => NAMES[column][1]).join(', ')})`,
    );
  return {
    date: placeOf(NAMES.date),
    service: placeOf(NAMES.service),
    cost: placeOf(NAMES.cost),
    account: placeOf(NAMES.account),
    region: placeOf(NAMES.region),
    team: placeOf(NAMES.team),
    usageType: placeOf(NAMES.usageType),
    recordType: placeOf(NAMES.recordType),
    currency: placeOf(NAMES.currency),
    tags: placeOf(NAMES.tags),
    count: header.length,
  };
}
