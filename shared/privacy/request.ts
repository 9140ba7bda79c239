import * as z from 'zod';

/** What a person may ask for. Export, consent and the rest are to come. */
export const RequestType = z.enum(['erasure']);
export type RequestType = z.infer<typeof RequestType>;

/** How a case ends. */
export const Outcome = z.enum(['done', 'partial', 'no_data', 'withdrawn', 'refused']);
export type Outcome = z.infer<typeof Outcome>;

/** Why something is as it is: a short code. Free text has no place where personal data must not be. */
export const ReasonCode = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,79}$/, 'a short code');
export type ReasonCode = z.infer<typeof ReasonCode>;
