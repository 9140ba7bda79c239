import * as z from 'zod';
import { Slug } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';

/** A code that was sent to a method and not yet entered: never the code itself. */
const PendingCode = z.object({
  /** Hex, by the method's own salt. */
  hash: z.string(),
  salt: z.string(),
  expiresAt: Instant,
  /** Wrong codes so far. */
  attempts: z.int().min(0),
});
export type PendingCode = z.infer<typeof PendingCode>;

const Verification = {
  /** A method counts from here on. */
  verifiedAt: Instant.optional(),
  /** Why an operator had it count without a code. */
  assumed: z.string().optional(),
  /** When the last code was sent, whatever became of it. */
  codeSentAt: Instant.optional(),
  code: PendingCode.optional(),
};

export const SmsMethod = z.object({
  number: z.string().regex(/^\+[1-9]\d{6,14}$/, 'a phone number in E.164 form such as +4915112345678'),
  /** The person answered STOP, or the carrier says so: texts are refused until they opt in again. */
  optedOutAt: Instant.optional(),
  ...Verification,
});
export const EmailMethod = z.object({ address: z.email(), ...Verification });
export const WebhookMethod = z.object({
  url: z.url({ protocol: /^https$/, error: 'a public https URL' }).max(2048),
  style: z.enum(['slack', 'generic']),
  /** What the receiver checks our signature with; made by us, shown once. */
  secret: z.string().min(32),
  ...Verification,
});

/** How one person is reached. The only place that holds a phone number or an address. Unverified methods do not count. */
export const Contact = z.object({
  v: z.literal(1),
  person: Slug,
  sms: SmsMethod.optional(),
  email: EmailMethod.optional(),
  webhook: WebhookMethod.optional(),
  updatedAt: Instant,
});
export type Contact = z.infer<typeof Contact>;

export const CONTACT_METHODS = ['sms', 'email', 'webhook'] as const;
export type ContactMethod = (typeof CONTACT_METHODS)[number];

/** Whether pages go there: it was verified, and its owner has not opted out since. */
export function counts(
  method: { readonly verifiedAt?: string | undefined; readonly optedOutAt?: string | undefined } | undefined,
): boolean {
  return method?.verifiedAt !== undefined && method.optedOutAt === undefined;
}

/** By which methods a person is reached, in the order of `CONTACT_METHODS`. */
export function reachedBy(contact: Contact | undefined): readonly ContactMethod[] {
  return CONTACT_METHODS.filter((method) => counts(contact?.[method]));
}
