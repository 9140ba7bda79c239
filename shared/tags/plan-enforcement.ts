import type { Instant } from '../kernel/instant.ts';
import { judge } from './judge.ts';
import { type Observed, ofThisLife, stillBlocked } from './next-record.ts';
import { withoutOthersEdits } from './own-edits.ts';
import { planTagging, type TagBatch } from './plan-tagging.ts';
import type { TagPolicy } from './policy.ts';
import type { Resource, Tags } from './resource.ts';
import type { ResourceRecord } from './resource-record.ts';
import { isWritable } from './tagging-place.ts';
import type { Verdict } from './verdict.ts';

/** A resource as it was seen, by an event or by a sweep. */
export interface SeenResource extends Pick<Observed, 'seenAt' | 'born' | 'eventId' | 'fault'> {
  /** With the tags it has; undefined where they could not be read. */
  readonly resource: Resource;
}

/** A resource with its verdict. */
export interface JudgedSeen extends SeenResource {
  readonly verdict: Verdict;
}

/** What is said of resources, and what would be written to put them right. */
export interface Enforcement {
  readonly judged: readonly JudgedSeen[];
  /** Written where `apply` is on; the plan where it is not. */
  readonly batches: readonly TagBatch[];
}

/**
 * Judges resources and plans the writes: none where the mode is `report`, none over what somebody has changed since we
 * wrote, none to what is gone, and none where the last one was refused for good less than a day ago.
 * @param known what is known of them, by ARN
 */
export function planEnforcement(
  seen: readonly SeenResource[],
  known: ReadonlyMap<string, ResourceRecord>,
  policy: TagPolicy,
  now: Instant,
): Enforcement {
  const judged = seen.map((one): JudgedSeen => {
    const record = ofThisLife(known.get(one.resource.arn), one.born);
    const fault = one.fault ?? stillBlocked(record, now);
    return { ...one, fault, verdict: judge(one.resource, policy, now) };
  });
  const writable = judged.flatMap(({ resource, verdict, fault, born }) => {
    const { arn, tags } = resource;
    if (fault !== undefined || tags === undefined || !isWritable(arn)) return [];
    const wrote = ofThisLife(known.get(arn), born)?.wrote;
    return [{ resource, actions: withoutOthersEdits(verdict.actions, tags, wrote) }];
  });
  return { judged, batches: planTagging(writable, policy.config.tags.enforce) };
}

/** Tags after a batch was written. */
export function tagsAfter(tags: Tags, { set, remove }: Pick<TagBatch, 'set' | 'remove'>): Tags {
  const kept = Object.entries(tags).filter(([key]) => !remove.includes(key));
  return { ...Object.fromEntries(kept), ...set };
}
