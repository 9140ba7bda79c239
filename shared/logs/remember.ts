import { millis } from '../kernel/duration.ts';
import { elapsed, type Instant } from '../kernel/instant.ts';
import { announcementOf } from './announce.ts';
import { theySet, weSet } from './contest.ts';
import type { GroupMemory } from './group-memory.ts';
import type { LogGroup } from './log-group.ts';
import type { RetentionPlan } from './plan-retention.ts';

/** A write is over by then, one way or the other. */
const SETTING_MS = millis('2m');
/** What a policy has refused is tried again after this. */
const BLOCKED_MS = millis('7d');

/** How a group is looked at. */
export interface Look {
  readonly now: Instant;
  /** Because it was created: then what it has is its own, however late we come. */
  readonly born: boolean;
  /** For so many milliseconds after a group was created what others set is what its own template says. */
  readonly ownWithin: number;
}

/**
 * Whether somebody else is setting it at this moment, and has not done so yet. What the same work has claimed before, it
 * died over, and goes on with.
 * @param by what the work is called by, each time it is done again
 */
export function isBeingSet(
  { setting }: GroupMemory,
  { currentDays }: Pick<LogGroup, 'currentDays'>,
  { now, by }: { readonly now: Instant; readonly by: string },
): boolean {
  if (setting === undefined || setting.to === currentDays || setting.by === by) return false;
  return elapsed(setting.at, now) < SETTING_MS;
}

/**
 * What is remembered once a group was seen as it is. Looking twice at the same says the same as looking once, so an event
 * that comes twice or late counts once. Another group of the same name starts from nothing.
 */
export function withSeen(before: GroupMemory, group: LogGroup, look: Look): GroupMemory {
  const other = before.gone !== undefined || (before.born !== undefined && before.born !== group.createdAt);
  const known: GroupMemory = other ? {} : before;
  const settled = withSettled(known, group.currentDays);
  const own = ownDays(settled, group, look);
  return own === undefined
    ? withReversal(settled, group.currentDays)
    : { ...forgetting(settled, 'set', 'reversals'), own };
}

/** What is remembered of a group, with what tells it from a later one of its name. */
export function withBirth(memory: GroupMemory, { createdAt }: LogGroup): GroupMemory {
  return createdAt === undefined || Object.keys(memory).length === 0
    ? memory
    : { ...memory, born: createdAt };
}

/** A write that was begun has happened, or it has not and is planned anew. */
function withSettled(memory: GroupMemory, days: number | null): GroupMemory {
  const { setting } = memory;
  if (setting === undefined) return memory;
  const rest = forgetting(memory, 'setting');
  return setting.to === days ? withSet(rest, setting) : rest;
}

/** What its own template has set right after the group was created; undefined where that was known, or is not so. */
function ownDays(
  { own, set }: GroupMemory,
  { currentDays, createdAt }: LogGroup,
  { now, born, ownWithin }: Look,
): number | undefined {
  if (own !== undefined || currentDays === null || currentDays === set) return undefined;
  const young = createdAt !== undefined && elapsed(createdAt, now) <= ownWithin;
  return young || (born && set === undefined) ? currentDays : undefined;
}

function withReversal(memory: GroupMemory, days: number | null): GroupMemory {
  const contest = theySet({ set: memory.set, reversals: memory.reversals ?? 0 }, days);
  const rest = forgetting(memory, 'set', 'reversals');
  return {
    ...rest,
    ...(contest.set === undefined ? {} : { set: contest.set }),
    ...(contest.reversals === 0 ? {} : { reversals: contest.reversals }),
  };
}

/** Plans about a shortening: an announcement stands as long as one of them holds. */
const ABOUT_SHORTENING = new Set<string>([
  'ANNOUNCE',
  'WAITING',
  'NOT_APPROVED',
  'VETOED',
  'ANNOUNCED_LONG_AGO',
  'CONTESTED',
]);

/**
 * What is remembered of a plan: that it stands, and, where plans are applied, the announcement. A dry run announces
 * nothing: whoever is told must be able to rely on it.
 */
export function withPlan(
  before: GroupMemory,
  plan: RetentionPlan,
  { now, apply }: { readonly now: Instant; readonly apply: boolean },
): GroupMemory {
  const { action, code, reason, savings, currentDays: from, targetDays: to } = plan;
  const rest = forgetting(
    before,
    'plan',
    ...(ABOUT_SHORTENING.has(code) ? [] : (['announced'] as const)),
    ...(before.blocked !== undefined && before.blocked.to !== to ? (['blocked'] as const) : []),
  );
  if (action === 'skip' || (action === 'keep' && !ABOUT_SHORTENING.has(code))) return rest;
  const announced = apply ? announcementOf(plan, now) : undefined;
  const standing = before.plan !== undefined && stands(before.plan, plan) ? before.plan : undefined;
  return {
    ...rest,
    plan: standing ?? { action, code, reason, from, to, since: now, ...savings },
    ...(announced === undefined ? {} : { announced }),
  };
}

/** While a shortening waits, what stands is that it is planned. */
function stands(before: NonNullable<GroupMemory['plan']>, { action, code, ...plan }: RetentionPlan): boolean {
  if (code === 'WAITING' || code === 'NOT_APPROVED') return before.action === 'shorten-announce';
  return (
    before.code === code &&
    before.action === action &&
    before.from === plan.currentDays &&
    before.to === plan.targetDays
  );
}

/** Whether a plan is to be written now: it says so, and no policy has refused the same lately. */
export function isToWrite({ blocked }: GroupMemory, { action }: RetentionPlan, now: Instant): boolean {
  if (action !== 'set' && action !== 'lengthen') return false;
  return blocked === undefined || elapsed(blocked.at, now) >= BLOCKED_MS;
}

/** The claim before a write. */
export function withClaim(
  before: GroupMemory,
  { currentDays: from, targetDays: to }: RetentionPlan,
  { now, by }: { readonly now: Instant; readonly by: string },
) {
  return { ...before, setting: { from, to, at: now, by } };
}

/** What became of a write. */
export type Written = 'done' | 'gone' | 'blocked' | 'left';

/** What is remembered after a claimed write. `left` is tried again by the next sweep. */
export function withWritten(before: GroupMemory, written: Written, now: Instant): GroupMemory {
  const { setting } = before;
  const rest = forgetting(before, 'setting');
  if (setting === undefined || written === 'left') return rest;
  if (written === 'gone') return { gone: now };
  if (written === 'blocked') return { ...rest, blocked: { to: setting.to, at: now } };
  return withSet(rest, setting);
}

function withSet(memory: GroupMemory, { from, to, at }: NonNullable<GroupMemory['setting']>): GroupMemory {
  const { set } = weSet({ set: memory.set, reversals: memory.reversals ?? 0 }, to);
  return {
    ...forgetting(memory, 'plan', 'announced', 'blocked', 'set'),
    ...(set === undefined ? {} : { set }),
    was: { days: from, at },
  };
}

function forgetting(memory: GroupMemory, ...keys: readonly (keyof GroupMemory)[]): GroupMemory {
  const rest = { ...memory };
  for (const key of keys) delete rest[key];
  return rest;
}
