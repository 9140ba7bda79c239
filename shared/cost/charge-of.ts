import { knownClass, recordTypeName } from './charge-class.ts';
import type { ChargeClass } from './series.ts';

/** Services under which no usage is billed, whatever the record type says. */
const BY_SERVICE: readonly (readonly [RegExp, ChargeClass])[] = [
  [
    /^(aws ?|amazon )?((premium|business|enterprise|developer) )?support( ?(business|enterprise|developer)| \(.*\))?$/i,
    'support',
  ],
  [/^(sales |value added )?(tax|vat)$/i, 'tax'],
  [/^(aws |compute |ec2 instance )*savings ?plans?( for .*)?$/i, 'commitment'],
];

/** Parts of record types that are not known. */
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
  const name = recordTypeName(recordType);
  const byType = knownClass(name, service) ?? BY_PART.find(([part]) => part.test(name))?.[1];
  if (byType === 'credit' || byType === 'refund') return byType;
  const byService = BY_SERVICE.find(([pattern]) => pattern.test(service.trim()))?.[1];
  if (name === '' && isNegative) return 'credit';
  if (byType === undefined || byType === 'usage' || name === 'purchase')
    return byService ?? (name === '' && /marketplace/i.test(service) ? 'marketplace' : (byType ?? 'usage'));
  return byType;
}
