import * as z from 'zod';
import { Instant } from '../kernel/instant.ts';
import { Micros } from '../kernel/money.ts';
import { Region } from '../platform/schema.ts';
import { isContested } from './contest.ts';
import type { GroupHistory } from './log-group.ts';

/** Days for which logs are kept; null: for ever. */
const Kept = z.int().min(1).nullable();

/** What is planned for a group, as long as that stays the same. */
const StandingPlan = z.strictObject({
  action: z.enum(['set', 'lengthen', 'shorten-announce', 'keep']),
  code: z.string(),
  reason: z.string(),
  from: Kept,
  to: Kept,
  /** Since when; the savings are as they were then. */
  since: Instant,
  /** Millionths of a dollar a month; see `Savings`. */
  monthly: Micros,
  atOnce: Micros,
  extra: Micros,
});

const Announcement = z.strictObject({
  at: Instant,
  /** The days it had then, which is what goes back should somebody ask. */
  from: Kept,
  to: z.int().min(1),
  /** When its owner was told; the wait counts from then. */
  told: Instant.optional(),
  approved: z.boolean(),
  vetoed: z.boolean(),
  /** Who approved or vetoed it: `iam:<principal id>`. */
  by: z.string().optional(),
});

/** What is remembered of a log group; nothing of it is kept in tags. What is not there has not happened. */
export const GroupMemory = z.object({
  /** When the group was created, by which it is told from an earlier one of its name. */
  born: Instant.optional(),
  plan: StandingPlan.optional(),
  announced: Announcement.optional(),
  /** The days that whoever created it gave it. */
  own: z.int().min(1).optional(),
  /** What Belltower has set last, and how often others have undone that; see `contest.ts`. */
  set: Kept.optional(),
  reversals: z.int().min(1).optional(),
  /** What is being set: claimed before the call, gone after it. */
  setting: z.strictObject({ from: Kept, to: Kept, at: Instant }).optional(),
  /** What it had before it was set last. */
  was: z.strictObject({ days: Kept, at: Instant }).optional(),
  /** A policy of the organization did not let us set it. */
  blocked: z.strictObject({ to: Kept, at: Instant }).optional(),
  /** Since when it is known to be deleted. */
  gone: Instant.optional(),
});
export type GroupMemory = z.infer<typeof GroupMemory>;

/** Which group: the name is exact. */
export const GroupKey = z.strictObject({
  account: z.string().regex(/^\d{12}$/, 'an AWS account id: 12 digits'),
  region: Region,
  name: z
    .string()
    .regex(/^[\w/.#-]{1,512}$/, 'the exact name of a log group: at most 512 of A-Z a-z 0-9 _ - / . #'),
});
export type GroupKey = z.infer<typeof GroupKey>;

/** The record of one log group. */
export const GroupRecord = z.object({
  v: z.literal(1),
  version: z.int().min(1),
  ...GroupKey.shape,
  ...GroupMemory.shape,
});
export type GroupRecord = z.infer<typeof GroupRecord>;

/** Of which kind a group is that somebody may want to look at. */
export const GroupState = z.enum(['announced', 'approved', 'vetoed', 'planned', 'contested', 'blocked']);
export type GroupState = z.infer<typeof GroupState>;

/** The state of a group by what is remembered; undefined where nothing is open about it. */
export function stateOf({
  gone,
  blocked,
  announced,
  plan,
  reversals = 0,
}: GroupMemory): GroupState | undefined {
  if (gone !== undefined) return undefined;
  if (isContested({ reversals })) return 'contested';
  if (blocked !== undefined) return 'blocked';
  if (announced?.vetoed === true || plan?.code === 'VETOED') return 'vetoed';
  if (announced !== undefined) return announced.approved ? 'approved' : 'announced';
  return plan === undefined ? undefined : 'planned';
}

/** What of it the plan goes by. */
export function historyOf({ announced, own, reversals = 0 }: GroupMemory): GroupHistory {
  return {
    ...(announced === undefined
      ? {}
      : {
          announced: {
            at: announced.told ?? announced.at,
            from: announced.from,
            to: announced.to,
            told: announced.told !== undefined,
            approved: announced.approved,
            vetoed: announced.vetoed,
          },
        }),
    ownDays: own,
    contested: isContested({ reversals }),
  };
}

/** Whether two memories say the same. */
export function sameMemory(a: GroupMemory, b: GroupMemory): boolean {
  // Parsed, the fields of both are in the order of the schema.
  return JSON.stringify(GroupMemory.parse(a)) === JSON.stringify(GroupMemory.parse(b));
}
