import * as z from 'zod';
import { AnyInstant } from '../kernel/instant.ts';

/** SEV1 is the worst. SEV1 and SEV2 are of high urgency, SEV3 and SEV4 of low. */
export const Severity = z.enum(['SEV1', 'SEV2', 'SEV3', 'SEV4'], { error: 'one of SEV1, SEV2, SEV3, SEV4' });
export type Severity = z.infer<typeof Severity>;

/** What an alert may do: page people, open an incident that pages nobody, or only be recorded. */
export const Tier = z.enum(['page', 'ticket', 'log'], { error: 'one of page, ticket, log' });
export type Tier = z.infer<typeof Tier>;

export const AlertState = z.enum(['firing', 'resolved'], { error: 'one of firing, resolved' });

/** What is longer than 1,024 characters is cut later. */
const Title = text(65_536, 'a title that says what is broken');
const Labels = z.record(
  z.string().min(1).max(128),
  z.string({ error: 'text' }).max(1024, 'at most 1024 characters'),
  {
    error: 'a map of names to texts',
  },
);
const HttpUrl = z
  .url({ protocol: /^https?$/, error: 'an http or https URL' })
  .max(2048, 'at most 2048 characters');

function text(most: number, error: string) {
  return z.string({ error }).trim().min(1, error).max(most, error);
}

/**
 * An alert as a sender states it: the body of the generic webhook and the detail of `AlertRaised`. Fields we do not
 * know are ignored, since senders add fields.
 */
export const AlertRaised = z.object({
  title: Title,
  /** What it is about, before routing; by default the name of the account it came from. */
  service: text(128, 'a service of 1 to 128 characters').optional(),
  /** Alerts with the same key and service are one incident while it is open. */
  dedupKey: text(1024, 'a key of 1 to 1024 characters').optional(),
  /** Which alert within the incident; it resolves when all of them have. By default there is just one. */
  fingerprint: text(256, 'a fingerprint of 1 to 256 characters').optional(),
  source: text(128, 'a source of 1 to 128 characters').optional(),
  severity: Severity.optional(),
  tier: Tier.optional(),
  state: AlertState.default('firing'),
  startsAt: AnyInstant.optional(),
  runbookUrl: HttpUrl.optional(),
  account: text(64, 'an account of 1 to 64 characters').optional(),
  labels: Labels.default({}),
  links: z
    .array(z.object({ text: z.string().min(1).max(256), url: HttpUrl }))
    .max(20)
    .default([]),
});
export type AlertRaised = z.infer<typeof AlertRaised>;

/** The service under which Belltower reports on itself. */
export const OWN_SERVICE = 'belltower';

/**
 * The service, the ladder and the only recipient of the synthetic alerts by which Belltower watches itself. No route, ladder
 * or person of a configuration may be called so.
 */
export const HEARTBEAT = 'belltower-heartbeat';

/** The names under which AWS Health puts events on an account's default bus. */
export const AWS_HEALTH = {
  source: 'aws.health',
  event: 'AWS Health Event',
  abuse: 'AWS Health Abuse Event',
} as const;

/** The names an `AlertRaised` event carries on the Belltower bus. */
export const ALERT_RAISED = { detailType: 'AlertRaised', source: 'belltower' } as const;
