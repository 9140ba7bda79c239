import { AppError } from '../kernel/errors.ts';
import { elapsed, type Instant } from '../kernel/instant.ts';
import { groupsNamed, type ScalingGroup, tagsOfGroup } from './auto-scaling-client.ts';
import type { Resource, Tags } from './resource.ts';
import { type TaggingClients, thrownFault } from './tagging-api-client.ts';
import { groupName, namesOne } from './tagging-place.ts';

/** An Auto Scaling group by its own ARN, with the tags it has now. */
export interface FoundGroup {
  readonly arn: string;
  readonly tags: Tags;
}

/** Finds the groups of which CloudTrail tells the name alone. */
export interface GroupFinder {
  /**
   * @param madeAt when the call was made that made them
   * @returns by the ARN with `*`; without those that are gone, and those that may not be read
   * @throws AppError `throttled`, `unavailable` when asking again may help
   */
  find(resources: readonly Resource[], madeAt: Instant): Promise<ReadonlyMap<string, FoundGroup>>;
}

/** A group that was made so long after the call is another of its name. */
const ANOTHER_AFTER_MS = 5 * 60_000;

/** Asks Auto Scaling, once for the groups of an account and region. */
export function groupFinder(clients: Pick<TaggingClients, 'autoscaling'>): GroupFinder {
  return {
    async find(resources, madeAt) {
      const found = new Map<string, FoundGroup>();
      const nameless = resources.filter(({ arn }) => !namesOne(arn) && groupName(arn) !== undefined);
      for (const all of Map.groupBy(nameless, ({ account, region }) => `${account} ${region}`).values()) {
        const groups = await ask(clients, all);
        for (const { arn } of all) {
          const group = groups.find(({ name }) => name === groupName(arn));
          if (group === undefined || isAnother(group, madeAt)) continue;
          found.set(arn, { arn: group.arn, tags: tagsOfGroup(group) });
        }
      }
      return found;
    },
  };
}

function isAnother({ madeAt }: ScalingGroup, called: Instant): boolean {
  return madeAt !== undefined && elapsed(called, madeAt) > ANOTHER_AFTER_MS;
}

async function ask(
  clients: Pick<TaggingClients, 'autoscaling'>,
  resources: readonly Resource[],
): Promise<readonly ScalingGroup[]> {
  const [{ account, region } = {}] = resources;
  if (region === undefined) return [];
  try {
    const names = resources.flatMap(({ arn }) => groupName(arn) ?? []);
    return await groupsNamed(clients.autoscaling(account, region), names);
  } catch (thrown) {
    const { kind, code } = thrownFault(thrown);
    if (kind === 'throttled')
      throw new AppError('an Auto Scaling group could not be read: too many at once', {
        code,
        kind,
        cause: thrown,
      });
    if (kind === 'failed')
      throw new AppError('an Auto Scaling group could not be read', {
        code,
        kind: 'unavailable',
        cause: thrown,
      });
    return [];
  }
}
