import * as z from 'zod';
import { Instant } from '../kernel/instant.ts';
import { QuarantineWay, StateBefore } from './ways/table.ts';

/** SHA-256 in hex: the name of a plan, which says exactly what is in it. */
export const PlanDigest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'the digest of a plan: 64 digits and letters a to f');
export type PlanDigest = z.infer<typeof PlanDigest>;

/** One resource of a plan. */
export const PlannedQuarantine = z
  .strictObject({
    arn: z.string(),
    account: z.string().optional(),
    region: z.string().optional(),
    /** Absent: nobody's. */
    team: z.string().optional(),
    way: QuarantineWay,
  })
  .readonly();
export type PlannedQuarantine = z.infer<typeof PlannedQuarantine>;

/**
 * What would be put in quarantine together. `dry-run`: nothing is, by configuration. `held`: it is beyond a rail and
 * waits for somebody. `approved`: somebody let it through, and it is being carried out. `applied`: it was. `lapsed`: not
 * all of it could be within seven days of its approval.
 */
export const QuarantinePlan = z.object({
  v: z.literal(1),
  version: z.int().min(1),
  digest: PlanDigest,
  state: z.enum(['dry-run', 'held', 'approved', 'applied', 'lapsed']),
  /** The sweep that made it. */
  at: Instant,
  /** `HELD: maxPerRun is 50, this would be 61`, or why it goes ahead. */
  reason: z.string(),
  resources: z.array(PlannedQuarantine).readonly(),
  approvedAt: Instant.optional(),
  /** As the audit trail names them. */
  approvedBy: z.string().optional(),
});
export type QuarantinePlan = z.infer<typeof QuarantinePlan>;

/** How a release ended. `changed` and `was-so` are left as they are. */
export const ReleaseOutcome = z.enum(['put-back', 'changed', 'was-so', 'gone']);
export type ReleaseOutcome = z.infer<typeof ReleaseOutcome>;

/** One resource that was put in quarantine, or is about to be. Kept for good, with what is gone back to. */
export const QuarantineRecord = z.object({
  v: z.literal(1),
  version: z.int().min(1),
  arn: z.string(),
  account: z.string().optional(),
  region: z.string().optional(),
  team: z.string().optional(),
  /**
   * `claimed`: begun, and perhaps done. `release-asked`: somebody wants it back. `releasing`: being put back, and perhaps
   * done.
   */
  state: z.enum(['claimed', 'done', 'failed', 'release-asked', 'releasing', 'released']),
  at: Instant,
  before: StateBefore,
  plan: PlanDigest,
  /** The code of AWS, where it failed, or where it could not be put back yet. */
  code: z.string().optional(),
  /** When its team was told. */
  toldAt: Instant.optional(),
  /** When somebody asked for it back. Who it was is in the audit trail. */
  askedAt: Instant.optional(),
  releasedAt: Instant.optional(),
  outcome: ReleaseOutcome.optional(),
});
export type QuarantineRecord = z.infer<typeof QuarantineRecord>;
