import {
  type AutoScalingClient,
  CreateOrUpdateTagsCommand,
  DeleteTagsCommand,
} from '@aws-sdk/client-auto-scaling';
import { groupsNamed, type ScalingGroup, tagsOfGroup } from './auto-scaling-client.ts';
import type { CurrentTags } from './current-tags-client.ts';
import type { TagBatch } from './plan-tagging.ts';
import type { TagOutcome } from './tag-outcome.ts';
import { thrownFault } from './tagging-api-client.ts';
import { groupName } from './tagging-place.ts';

const ResourceType = 'auto-scaling-group';

/** What is said of a group that is not there any more; another of its name is not it. */
const GONE = { fault: 'gone', code: 'NoSuchGroup' } as const;

/** The tags of Auto Scaling groups now, a hundred in a call. Errors are those of the SDK. */
export async function readGroupTags(
  client: AutoScalingClient,
  arns: readonly string[],
): Promise<ReadonlyMap<string, CurrentTags>> {
  const groups = await byArn(client, arns);
  return new Map(
    arns.map((arn): [string, CurrentTags] => {
      const group = groups.get(arn);
      return [
        arn,
        group === undefined ? { kind: 'unread', ...GONE } : { kind: 'tags', tags: tagsOfGroup(group) },
      ];
    }),
  );
}

/**
 * Writes tags of Auto Scaling groups by their own API, all in one call; where that fails, each by itself. Whether
 * instances are launched with a tag stays as it is for that tag, or for the spelling that is renamed; a new one is of the
 * group alone. Answers with the outcome of every group and never throws.
 */
export async function writeGroupTags(
  client: AutoScalingClient,
  arns: readonly string[],
  batch: Pick<TagBatch, 'set' | 'remove'>,
): Promise<readonly TagOutcome[]> {
  if (arns.length === 0) return [];
  try {
    const groups = await byArn(client, arns);
    const outcomes: TagOutcome[] = arns
      .filter((arn) => !groups.has(arn))
      .map((arn) => ({ arn, result: GONE.fault, code: GONE.code }));
    return [...outcomes, ...(await writeAll(client, [...groups.values()], batch))];
  } catch (thrown) {
    return faulty(arns, thrown);
  }
}

async function byArn(
  client: AutoScalingClient,
  arns: readonly string[],
): Promise<ReadonlyMap<string, ScalingGroup>> {
  const names = arns.flatMap((arn) => groupName(arn) ?? []);
  const groups = await groupsNamed(client, names);
  return new Map(groups.filter(({ arn }) => arns.includes(arn)).map((group) => [group.arn, group]));
}

async function writeAll(
  client: AutoScalingClient,
  groups: readonly ScalingGroup[],
  batch: Pick<TagBatch, 'set' | 'remove'>,
): Promise<readonly TagOutcome[]> {
  if (groups.length === 0) return [];
  const set = groups.flatMap((group) => settings(group, batch));
  const remove = groups.flatMap(({ name }) =>
    batch.remove.map((Key) => ({ ResourceId: name, ResourceType, Key })),
  );
  try {
    if (set.length > 0) await client.send(new CreateOrUpdateTagsCommand({ Tags: set }));
    if (remove.length > 0) await client.send(new DeleteTagsCommand({ Tags: remove }));
    return groups.map(({ arn }) => ({ arn, result: 'written' }));
  } catch (thrown) {
    const outcomes = faulty(
      groups.map(({ arn }) => arn),
      thrown,
    );
    if (groups.length === 1 || outcomes.some(({ result }) => result === 'blocked' || result === 'throttled'))
      return outcomes;
    const alone: TagOutcome[] = [];
    for (const group of groups) alone.push(...(await writeAll(client, [group], batch)));
    return alone;
  }
}

function settings({ name, tags }: ScalingGroup, { set, remove }: Pick<TagBatch, 'set' | 'remove'>) {
  return Object.entries(set).map(([Key, Value]) => {
    const renamed = remove.find((key) => key.trim().toLowerCase() === Key.toLowerCase());
    const before = tags.get(Key) ?? (renamed === undefined ? undefined : tags.get(renamed));
    return { ResourceId: name, ResourceType, Key, Value, PropagateAtLaunch: before?.propagated ?? false };
  });
}

function faulty(arns: readonly string[], thrown: unknown): readonly TagOutcome[] {
  const { kind, code } = thrownFault(thrown);
  return arns.map((arn) => ({ arn, result: kind, code }));
}
