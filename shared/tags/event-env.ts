import * as z from 'zod';
import { MemberRole } from '../platform/env.ts';

const Text = z.string().min(1);

/** What the function that judges events of creation is told by the stack. */
export const JudgeTagEventEnv = z.object({
  RESOURCES_TABLE: Text,
  AUDIT_TABLE: Text,
  MEMBER_ROLE: MemberRole,
  /** Its own queue, to which it puts back what is to come again later. */
  QUEUE_URL: z.url(),
  DLQ_URL: z.url(),
});
