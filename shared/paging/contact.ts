import * as z from 'zod';
import { Slug } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';

const Verified = { verifiedAt: Instant.optional() };

export const SmsMethod = z.object({
  number: z.string().regex(/^\+[1-9]\d{6,14}$/, 'a phone number in E.164 form such as +4915112345678'),
  ...Verified,
});
export const EmailMethod = z.object({ address: z.email(), ...Verified });
export const WebhookMethod = z.object({
  url: z.url({ protocol: /^https$/, error: 'a public https URL' }).max(2048),
  style: z.enum(['slack', 'generic']),
  /** What the receiver checks our signature with; made by us, shown once. */
  secret: z.string().min(32),
  ...Verified,
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
