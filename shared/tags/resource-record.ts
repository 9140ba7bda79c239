import * as z from 'zod';
import { Instant } from '../kernel/instant.ts';
import { Severity } from './config.ts';
import { Escalation } from './escalation.ts';
import { VerdictKind, WrongTag } from './verdict.ts';

/**
 * What we wrote last, key by key. Where a tag is no longer so, somebody has changed it since, and it is theirs. A value
 * may be the name of a person: it stays in this table.
 */
export const WroteTags = z
  .strictObject({
    at: Instant,
    set: z.record(z.string(), z.string()).readonly(),
    removed: z.array(z.string()).readonly(),
  })
  .readonly();
export type WroteTags = z.infer<typeof WroteTags>;

/** What a dry run would write. */
const PlannedTags = WroteTags.unwrap().omit({ at: true }).readonly();

/** Why our write was refused for good. */
const Blocked = z
  .strictObject({
    at: Instant,
    why: z.enum(['POLICY_BLOCKED', 'WRITE_REFUSED']),
    /** The code of AWS. */
    code: z.string(),
  })
  .readonly();

const Common = z.object({
  v: z.literal(1),
  /** One more with every write. */
  version: z.int().min(1),
  arn: z.string().min(1),
  /** As the Tagging API writes it: `ec2:instance`. */
  type: z.string(),
  account: z.string().optional(),
  region: z.string().optional(),
  /** Whose it is; absent: nobody's. */
  team: z.string().optional(),
  /** The person who made it. Personal: only the policy may take it, for a tag; no log, error, metric or audit entry. */
  creator: z.string().optional(),
  /** The id of the event of its making, once all that follows from that is done. */
  eventId: z.string().optional(),
  verdict: VerdictKind,
  severity: Severity.optional(),
  /** The reasons in one line, with values of tags: for its owner, not for logs. */
  reason: z.string(),
  missing: z.array(z.string()).readonly(),
  invalid: z.array(WrongTag).readonly(),
  /** SHA-256 of its tags as they were last known; absent where they could not be read. */
  tagsDigest: z.string().optional(),
  /** As of when the tags were so. What is older than this is no news. */
  seenAt: Instant,
  judgedAt: Instant,
  /** Since when it violates the policy; absent where it does not. */
  violatingSince: Instant.optional(),
  escalation: Escalation.optional(),
  wrote: WroteTags.optional(),
  /** What would be written now, and is not, because `apply` is off. */
  planned: PlannedTags.optional(),
});

/**
 * One resource and what is known of its tags. `blocked`: our write was refused by a policy or by its service. `gone`: it
 * was not there any more when we came; what is said of it was true before.
 */
export const ResourceRecord = z.discriminatedUnion('state', [
  Common.extend({ state: z.literal('present') }),
  Common.extend({ state: z.literal('blocked'), blocked: Blocked }),
  Common.extend({ state: z.literal('gone'), goneAt: Instant }),
]);
export type ResourceRecord = z.infer<typeof ResourceRecord>;
