import * as z from 'zod';
import { MemberRole } from '../platform/env.ts';

const Text = z.string().min(1);

/** What the functions of the tag sweep and of its plans are told by the stack. */
export const SweepTagCellEnv = z.object({
  RESOURCES_TABLE: Text,
  AUDIT_TABLE: Text,
  MEMBER_ROLE: MemberRole,
});
export const ConcludeTagSweepEnv = z.object({
  RESOURCES_TABLE: Text,
  AUDIT_TABLE: Text,
  MEMBER_ROLE: MemberRole,
  BUS_NAME: Text,
});
export const ReviewTagPlansEnv = z.object({ RESOURCES_TABLE: Text, AUDIT_TABLE: Text, TAG_SWEEP_ARN: Text });
