import * as z from 'zod';
import { Duration } from '../shared/kernel/duration.ts';
import { LOG_CALLS } from '../shared/logs/events.ts';
import { GroupState } from '../shared/logs/group-memory.ts';

const GroupName = z.string().regex(/^[\w/.#-]{1,512}$/);
const Days = z.union([z.int().min(1), z.literal('never')]);
/** Log groups, each as somebody made it; `bytes` of lines are in it. */
const MakeLogGroups = z.strictObject({
  makeLogGroups: z
    .array(z.strictObject({ name: GroupName, days: z.int().optional(), bytes: z.int().min(0).default(0) }))
    .min(1),
});
/** What CloudTrail says of calls about log groups, on the bus of the account, or on Belltower's as from a member account. */
const TellLogCalls = z.strictObject({
  tellLogCalls: z.strictObject({
    call: z.enum(LOG_CALLS),
    groups: z.array(GroupName).min(1),
    on: z.enum(['default', 'belltower']).default('default'),
    failed: z.boolean().default(false),
  }),
});
/** How long these groups keep what is logged by then. */
const ExpectRetention = z.strictObject({
  expectRetention: z.strictObject({ are: z.record(GroupName, Days), within: Duration }),
});
/** What would be done by the groups as they are; writes nothing. It is what the next sweep must do. */
const PlanLogs = z.strictObject({ planLogs: z.strictObject({ writes: z.array(GroupName) }) });
/** A sweep, by its workflow: how many groups it writes, and how many it announces to their owners. */
const SweepLogs = z.strictObject({
  sweepLogs: z.strictObject({ written: z.int().min(0), told: z.int().min(0) }),
});
/** Somebody answers an announced shortening by the API. */
const AnswerShortening = z.strictObject({
  answerShortening: z.strictObject({ group: GroupName, answer: z.enum(['approve', 'veto']) }),
});
/** These groups, and no others, are in the state, says the API. */
const ExpectLogState = z.strictObject({
  expectLogState: z.strictObject({ state: GroupState, groups: z.array(GroupName) }),
});

const Megabytes = z.number().min(0);
/** What log groups took in: `usual` MB an hour in the last week, `lately` in the last hours, with `daily` every day at this time. */
const LogVolume = z.strictObject({
  logVolume: z
    .array(
      z.strictObject({
        name: GroupName,
        usual: Megabytes,
        lately: Megabytes,
        daily: z.boolean().default(false),
      }),
    )
    .min(1),
});
/** The hourly look at the volume of logs. */
const WatchLogVolume = z.strictObject({ watchLogVolume: z.strictObject({}) });

/** Steps about log groups. */
export const LOG_STEPS = [
  MakeLogGroups,
  TellLogCalls,
  ExpectRetention,
  PlanLogs,
  SweepLogs,
  AnswerShortening,
  ExpectLogState,
  LogVolume,
  WatchLogVolume,
] as const;
