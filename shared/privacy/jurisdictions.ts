import * as z from 'zod';

/** Whose law a request is answered by. */
export const Jurisdiction = z.enum(['eu', 'eu-working-days', 'uk']);
export type Jurisdiction = z.infer<typeof Jurisdiction>;

/** How a law counts. */
export interface Term {
  /** Calendar months from receipt. */
  readonly months: number;
  /** Further months, for complex or many requests. */
  readonly extensionMonths: number;
  /** Whether a period that ends on a Saturday, Sunday or public holiday ends on the next working day instead. */
  readonly endsOnWorkingDay: boolean;
}

/**
 * Sources: GDPR and UK GDPR, Article 12(3): one month, and two further ones. Regulation (EEC, Euratom) No 1182/71,
 * Article 3(2)(c): a month ends on the same date of the next, or on its last day; Article 3(4): on the next working day
 * where that is a Saturday, Sunday or public holiday, which also is what the EDPB (Guidelines 01/2022) and the ICO say.
 * `eu` makes no use of that last permission: it is never late under any member state's holidays.
 */
export const TERMS: Readonly<Record<Jurisdiction, Term>> = {
  eu: { months: 1, extensionMonths: 2, endsOnWorkingDay: false },
  'eu-working-days': { months: 1, extensionMonths: 2, endsOnWorkingDay: true },
  uk: { months: 1, extensionMonths: 2, endsOnWorkingDay: true },
};
