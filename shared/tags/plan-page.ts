import { millis } from '../kernel/duration.ts';
import { elapsed, type Instant } from '../kernel/instant.ts';
import { judge } from './judge.ts';
import type { Seen } from './merge-inventory.ts';
import { stillBlocked } from './next-record.ts';
import { withoutOthersEdits } from './own-edits.ts';
import { planTagging, type TagBatch } from './plan-tagging.ts';
import type { TagPolicy } from './policy.ts';
import type { Resource } from './resource.ts';
import type { ResourceRecord } from './resource-record.ts';
import type { Verdict } from './verdict.ts';

/** One resource of a page, as it was judged. */
export interface JudgedSeen {
  readonly resource: Resource;
  readonly verdict: Verdict;
  readonly before: ResourceRecord | undefined;
}

/** What a page asks for: the same, whether it is written or only told. */
export interface PagePlan {
  readonly judged: readonly JudgedSeen[];
  readonly batches: readonly TagBatch[];
}

/** So long Resource Explorer may still list what is gone. */
const INDEX_LAG_MS = millis('2d');

/**
 * Judges what a page has listed, and plans the writes that put it right: nothing that somebody has changed after us, and
 * nothing that was refused for good within a day. The creator is who an event said it was.
 */
export function planPage(
  seen: readonly Seen[],
  records: ReadonlyMap<string, ResourceRecord>,
  policy: TagPolicy,
  now: Instant,
): PagePlan {
  const judged = seen.flatMap(({ resource: listed, seenBy }): JudgedSeen[] => {
    const before = records.get(listed.arn);
    if (isGhost(before, seenBy, now)) return [];
    const resource = { ...listed, creator: before?.state === 'gone' ? undefined : before?.creator };
    return [{ resource, verdict: judge(resource, policy, now), before }];
  });
  const writable = judged.flatMap(({ resource, verdict, before }) => {
    if (stillBlocked(before, now) !== undefined) return [];
    const wrote = before?.state === 'gone' ? undefined : before?.wrote;
    return [{ resource, actions: withoutOthersEdits(verdict.actions, resource.tags ?? {}, wrote) }];
  });
  return { judged, batches: planTagging(writable, policy.config.tags.enforce) };
}

/** Whether only the index of Resource Explorer still knows what we found gone. */
function isGhost(before: ResourceRecord | undefined, seenBy: Seen['seenBy'], now: Instant): boolean {
  if (before?.state !== 'gone' || seenBy.some((source) => source !== 'explorer')) return false;
  return elapsed(before.goneAt, now) < INDEX_LAG_MS;
}
