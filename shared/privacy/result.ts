import * as z from 'zod';
import { Instant } from '../kernel/instant.ts';
import { SystemId } from './config.ts';
import { ReasonCode } from './request.ts';

/** What a system said it did, and what was there when it was read again. */
export const SystemResult = z.strictObject({
  system: SystemId,
  connector: z.string().regex(/^[a-z0-9-]+$/),
  /** Its worst answer; `not-asked`: no command went out. */
  answer: z.enum(['done', 'none', 'partial', 'instructed', 'absent', 'failed', 'not-asked']),
  answeredAt: Instant.optional(),
  /** How many records it says are erased, in all rounds. */
  count: z.int().min(0).optional(),
  /** Read again at that time, in so many rounds; `unread` is never `done`. Without rounds: nothing it could be read by. */
  verification: z.strictObject({
    result: z.enum(['empty', 'residue', 'unread']),
    at: Instant.optional(),
    rounds: z.int().min(0),
  }),
});
export type SystemResult = z.infer<typeof SystemResult>;

/** What is still there, and why. */
export const Kept = z.strictObject({
  system: SystemId,
  class: SystemId,
  reason: ReasonCode,
  /** As the data map says it: the law, never a person. */
  why: z.string().max(500).optional(),
  until: z.string().max(40).optional(),
});
export type Kept = z.infer<typeof Kept>;
