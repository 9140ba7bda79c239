import type { ChargeClass } from './series.ts';

/** What Cost Explorer calls the charges that follow the calendar or a contract, without spaces and in small letters. */
const CLASSES: Readonly<Record<string, ChargeClass>> = {
  tax: 'tax',
  support: 'support',
  supportfee: 'support',
  premiumsupport: 'support',
  marketplace: 'marketplace',
  awsmarketplace: 'marketplace',
  refund: 'refund',
  credit: 'credit',
  rifee: 'commitment',
  recurring: 'commitment',
  recurringreservationfee: 'commitment',
  upfront: 'commitment',
  upfrontreservationfee: 'commitment',
  savingsplanrecurringfee: 'commitment',
  savingsplanupfrontfee: 'commitment',
};

/** One-time fees: of AWS for what was reserved or registered, of others for what was bought in the Marketplace. */
const ONE_TIME = new Set(['fee', 'otheroutofcyclecharges', 'outofcyclecharges', 'onetimefee']);
const OF_AWS = /^(amazon|aws|ec2|savings plans)\b/i;

/**
 * What a charge is, by its `RECORD_TYPE` and its service, both as Cost Explorer names them (`SavingsPlanRecurringFee`
 * and `Savings Plan Recurring Fee` are one). What is not known is usage: discounts, and the two sides of what a savings
 * plan covers, come and go with what is run.
 */
export function chargeClass(recordType: string, service: string): ChargeClass {
  const name = recordType.toLowerCase().replace(/[^a-z]/g, '');
  if (ONE_TIME.has(name)) return OF_AWS.test(service) ? 'commitment' : 'marketplace';
  return CLASSES[name] ?? 'usage';
}

/** Whether everything of this record type is usage, whatever the service. */
export function isUsage(recordType: string): boolean {
  return chargeClass(recordType, 'Amazon') === 'usage';
}
