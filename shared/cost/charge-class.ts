import type { ChargeClass } from './series.ts';

/**
 * Charge classes by the names that bills have for them, in lower case and without spaces or punctuation: Cost Explorer's
 * RECORD_TYPE, the line item types of cost and usage reports, the charge categories of FOCUS, and our own.
 */
const CLASSES: Readonly<Record<string, ChargeClass>> = {
  usage: 'usage',
  discountedusage: 'usage',
  savingsplancoveredusage: 'usage',
  savingsplannegation: 'usage',
  edpdiscount: 'usage',
  enterprisediscountprogramdiscount: 'usage',
  bundleddiscount: 'usage',
  privateratediscount: 'usage',
  discount: 'usage',
  tax: 'tax',
  support: 'support',
  supportfee: 'support',
  premiumsupport: 'support',
  marketplace: 'marketplace',
  awsmarketplace: 'marketplace',
  rifee: 'commitment',
  recurring: 'commitment',
  recurringreservationfee: 'commitment',
  upfront: 'commitment',
  upfrontreservationfee: 'commitment',
  savingsplanupfrontfee: 'commitment',
  savingsplanrecurringfee: 'commitment',
  purchase: 'commitment',
  commitment: 'commitment',
  refund: 'refund',
  adjustment: 'refund',
  credit: 'credit',
};

/** One-time fees: of AWS for what was reserved or registered, of others for what was bought in the Marketplace. */
const ONE_TIME = new Set(['fee', 'otheroutofcyclecharges', 'outofcyclecharges', 'onetimefee']);
/** Also as line items have it, `AmazonEC2`. */
const OF_AWS = /^(amazon|aws|ec2\b|savings plans\b)/i;

/** The name of a record type by which the maps know it: `SavingsPlanRecurringFee` and `Savings Plan Recurring Fee` are one. */
export function recordTypeName(recordType: string): string {
  return recordType.toLowerCase().replaceAll(/[^a-z]/g, '');
}

/** What charges of a known record type are, by its name and their service; undefined where it is not known. */
export function knownClass(name: string, service: string): ChargeClass | undefined {
  if (ONE_TIME.has(name)) return OF_AWS.test(service) ? 'commitment' : 'marketplace';
  return Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
}

/**
 * What a charge is, by its `RECORD_TYPE` and its service, both as Cost Explorer names them. What is not known is usage:
 * discounts, and the two sides of what a savings plan covers, come and go with what is run.
 */
export function chargeClass(recordType: string, service: string): ChargeClass {
  return knownClass(recordTypeName(recordType), service) ?? 'usage';
}

/** Whether everything of this record type is usage, whatever the service. */
export function isUsage(recordType: string): boolean {
  return chargeClass(recordType, 'Amazon') === 'usage';
}
