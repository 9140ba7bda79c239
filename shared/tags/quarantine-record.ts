import * as z from 'zod';
import { Instant } from '../kernel/instant.ts';
import { QuarantineWay } from './quarantine-way.ts';

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
 * waits for somebody. `approved`: somebody let it through; the next sweep carries it out. `applied`: it was carried out.
 */
export const QuarantinePlan = z.object({
  v: z.literal(1),
  version: z.int().min(1),
  digest: PlanDigest,
  state: z.enum(['dry-run', 'held', 'approved', 'applied']),
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

/** What it was before: what undoing it goes back to. */
export const StateBefore = z.discriminatedUnion('way', [
  z.strictObject({ way: z.literal('stop-instance'), state: z.string() }),
  /** Null: the function had no reserved concurrency of its own. */
  z.strictObject({ way: z.literal('no-concurrency'), reserved: z.int().nullable() }),
]);
export type StateBefore = z.infer<typeof StateBefore>;

/** One resource that was put in quarantine, or is about to be. Kept for good, since undoing it needs what was before. */
export const QuarantineRecord = z.object({
  v: z.literal(1),
  version: z.int().min(1),
  arn: z.string(),
  account: z.string().optional(),
  region: z.string().optional(),
  team: z.string().optional(),
  /** `claimed`: begun, and perhaps done. */
  state: z.enum(['claimed', 'done', 'failed']),
  at: Instant,
  before: StateBefore,
  plan: PlanDigest,
  /** The code of AWS, where it failed. */
  code: z.string().optional(),
  /** When its team was told. */
  toldAt: Instant.optional(),
});
export type QuarantineRecord = z.infer<typeof QuarantineRecord>;
