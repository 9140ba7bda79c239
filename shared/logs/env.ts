import * as z from 'zod';
import { MemberRole } from '../platform/env.ts';

const Text = z.string().min(1);

/** What each function of log retention is told by the stack; the construct and the function share these. */
export const JudgeLogGroupEnv = z.object({
  GROUPS_TABLE: Text,
  AUDIT_TABLE: Text,
  DLQ_URL: Text,
  MEMBER_ROLE: MemberRole,
});
export const SweepLogCellEnv = z.object({ GROUPS_TABLE: Text, AUDIT_TABLE: Text, MEMBER_ROLE: MemberRole });
export const ConcludeLogSweepEnv = z.object({
  GROUPS_TABLE: Text,
  AUDIT_TABLE: Text,
  MEMBER_ROLE: MemberRole,
  BUS_NAME: Text,
});
export const ServeLogGroupsEnv = z.object({ GROUPS_TABLE: Text, AUDIT_TABLE: Text });
export const WatchLogVolumeEnv = z.object({ GROUPS_TABLE: Text, MEMBER_ROLE: MemberRole, BUS_NAME: Text });
