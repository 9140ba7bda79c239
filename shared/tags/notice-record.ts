import * as z from 'zod';
import { Instant } from '../kernel/instant.ts';

/** What became of the one message to a team about one sweep. */
export const DigestRecord = z.object({
  v: z.literal(1),
  version: z.int().min(1),
  team: z.string(),
  /** The sweep. */
  at: Instant,
  /** `claimed`: somebody is sending it, or died at it. */
  state: z.enum(['claimed', 'sent', 'failed']),
  claimedAt: Instant,
  /** Which steps of which resources it tells of (`toldKey`). Only what was sent is remembered of those. */
  told: z.array(z.string()),
  /** A code, where it failed. */
  reason: z.string().optional(),
});
export type DigestRecord = z.infer<typeof DigestRecord>;

/** Whether an alert is on, so that its end is told once. */
export const AlertFlag = z.object({
  v: z.literal(1),
  version: z.int().min(1),
  key: z.string(),
  on: z.boolean(),
  at: Instant,
});
export type AlertFlag = z.infer<typeof AlertFlag>;
