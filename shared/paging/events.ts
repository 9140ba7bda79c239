import * as z from 'zod';
import { AnyInstant } from '../kernel/instant.ts';

/** SEV1 is the worst. SEV1 and SEV2 are of high urgency, SEV3 and SEV4 of low. */
export const Severity = z.enum(['SEV1', 'SEV2', 'SEV3', 'SEV4']);
export type Severity = z.infer<typeof Severity>;

/** What an alert may do: page people, open an incident that pages nobody, or only be recorded. */
export const Tier = z.enum(['page', 'ticket', 'log']);
export type Tier = z.infer<typeof Tier>;

export const AlertState = z.enum(['firing', 'resolved']);

const Title = z.string().trim().min(1, 'a title that says what is broken').max(1024);
const Labels = z.record(z.string().min(1).max(128), z.string().max(1024));
const HttpUrl = z.url({ protocol: /^https?$/, error: 'an http or https URL' });

/**
 * An alert as a sender states it: the body of the generic webhook and the detail of `AlertRaised`. Fields we do not
 * know are ignored, since senders add fields.
 */
export const AlertRaised = z.object({
  title: Title,
  /** What it is about, before routing; by default the name of the account it came from. */
  service: z.string().trim().min(1).max(128).optional(),
  /** Alerts with the same key and service are one incident while it is open. */
  dedupKey: z.string().min(1).max(1024).optional(),
  /** Which alert within the incident; it resolves when all of them have. By default there is just one. */
  fingerprint: z.string().min(1).max(256).optional(),
  source: z.string().trim().min(1).max(128).optional(),
  severity: Severity.optional(),
  tier: Tier.optional(),
  state: AlertState.default('firing'),
  startsAt: AnyInstant.optional(),
  runbookUrl: HttpUrl.optional(),
  account: z.string().max(64).optional(),
  labels: Labels.default({}),
  links: z
    .array(z.object({ text: z.string().min(1).max(256), url: HttpUrl }))
    .max(20)
    .default([]),
});
export type AlertRaised = z.infer<typeof AlertRaised>;

/** The service under which Belltower reports on itself. */
export const OWN_SERVICE = 'belltower';

/** The names an `AlertRaised` event carries on the Belltower bus. */
export const ALERT_RAISED = { detailType: 'AlertRaised', source: 'belltower' } as const;
