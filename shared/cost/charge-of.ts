import type { ChargeClass } from './series.ts';

/**
 * Charge classes by the names that bills have for them, in lower case and without spaces or punctuation: Cost Explorer's
 * RECORD_TYPE, the line item types of cost and usage reports, the charge categories of FOCUS, and our own.
 */
const BY_RECORD_TYPE: Readonly<Record<string, ChargeClass>> = {
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
  marketplace: 'marketplace',
  awsmarketplace: 'marketplace',
  fee: 'commitment',
  rifee: 'commitment',
  recurring: 'commitment',
  recurringreservationfee: 'commitment',
  upfront: 'commitment',
  upfrontreservationfee: 'commitment',
  savingsplanupfrontfee: 'commitment',
  savingsplanrecurringfee: 'commitment',
  otheroutofcyclecharges: 'commitment',
  purchase: 'commitment',
  commitment: 'commitment',
  refund: 'refund',
  adjustment: 'refund',
  credit: 'credit',
};

/** Services under which no usage is billed, whatever the record type says. */
const BY_SERVICE: readonly (readonly [RegExp, ChargeClass])[] = [
  [
    /^(aws ?|amazon )?((premium|business|enterprise|developer) )?support( ?(business|enterprise|developer)| \(.*\))?$/i,
    'support',
  ],
  [/^(sales |value added )?(tax|vat)$/i, 'tax'],
  [/^(aws |compute |ec2 instance )*savings ?plans?( for .*)?$/i, 'commitment'],
];

/** Parts of record types that are not in the table. */
const BY_PART: readonly (readonly [RegExp, ChargeClass])[] = [
  [/refund/, 'refund'],
  [/credit/, 'credit'],
  [/tax/, 'tax'],
  [/support/, 'support'],
  [/marketplace/, 'marketplace'],
  [/fee|upfront|reservation|savingsplan|commit/, 'commitment'],
];

/**
 * The class of a charge.
 * @param recordType what the bill calls it; empty where it does not say
 * @param isNegative whether it gives money back, which usage does not
 */
export function chargeOf(recordType: string, service: string, isNegative: boolean): ChargeClass {
  const name = recordType.toLowerCase().replaceAll(/[^a-z]/g, '');
  const byType = Object.hasOwn(BY_RECORD_TYPE, name)
    ? BY_RECORD_TYPE[name]
    : BY_PART.find(([part]) => part.test(name))?.[1];
  if (byType === 'credit' || byType === 'refund') return byType;
  const byService = BY_SERVICE.find(([pattern]) => pattern.test(service.trim()))?.[1];
  if (name === '' && isNegative) return 'credit';
  if (byType === undefined || byType === 'usage' || name === 'purchase')
    return byService ?? (name === '' && /marketplace/i.test(service) ? 'marketplace' : (byType ?? 'usage'));
  return byType;
}
