import { millis } from '../kernel/duration.ts';
import { elapsed, type Instant } from '../kernel/instant.ts';
import type { Seen } from './merge-inventory.ts';
import type { SeenResource } from './plan-enforcement.ts';
import type { ResourceRecord } from './resource-record.ts';

/** So long Resource Explorer may still list what is gone. */
const INDEX_LAG_MS = millis('2d');

/**
 * What a page has listed, as it is judged: with the creator that an event told of, and without what only the index of
 * Resource Explorer still knows.
 * @param known what is known of them, by ARN
 */
export function sweptResources(
  seen: readonly Seen[],
  known: ReadonlyMap<string, ResourceRecord>,
  seenAt: Instant,
): readonly SeenResource[] {
  return seen.flatMap(({ resource, seenBy }): SeenResource[] => {
    const record = known.get(resource.arn);
    if (record?.state !== 'gone') return [{ resource: { ...resource, creator: record?.creator }, seenAt }];
    const isGhost =
      seenBy.every((source) => source === 'explorer') && elapsed(record.goneAt, seenAt) < INDEX_LAG_MS;
    return isGhost ? [] : [{ resource, seenAt }];
  });
}
