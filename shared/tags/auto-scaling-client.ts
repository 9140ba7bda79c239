import {
  type AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling';
import { type Instant, instant } from '../kernel/instant.ts';
import type { Tags } from './resource.ts';

/** A tag of a group, and whether instances are launched with it. */
export interface GroupTag {
  readonly value: string;
  readonly propagated: boolean;
}

/** An Auto Scaling group. */
export interface ScalingGroup {
  readonly name: string;
  readonly arn: string;
  /** Undefined where AWS does not say when it was made. */
  readonly madeAt: Instant | undefined;
  readonly tags: ReadonlyMap<string, GroupTag>;
}

/** As many groups DescribeAutoScalingGroups takes and gives in one call. */
export const MOST_GROUPS = 100;

/** A page of all groups. Errors are those of the SDK. @param token where it goes on; undefined at the beginning */
export async function groupPage(
  client: AutoScalingClient,
  token: string | undefined,
): Promise<{ readonly groups: readonly ScalingGroup[]; readonly next: string | undefined }> {
  const { AutoScalingGroups = [], NextToken } = await client.send(
    new DescribeAutoScalingGroupsCommand({
      MaxRecords: MOST_GROUPS,
      ...(token === undefined ? {} : { NextToken: token }),
    }),
  );
  return { groups: AutoScalingGroups.flatMap(groupOf), next: NextToken };
}

/** Those of the groups that are there, a hundred in a call. Errors are those of the SDK. */
export async function groupsNamed(
  client: AutoScalingClient,
  names: readonly string[],
): Promise<readonly ScalingGroup[]> {
  const found: ScalingGroup[] = [];
  for (let from = 0; from < names.length; from += MOST_GROUPS) {
    const some = names.slice(from, from + MOST_GROUPS);
    const { AutoScalingGroups = [] } = await client.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: some, MaxRecords: MOST_GROUPS }),
    );
    found.push(...AutoScalingGroups.flatMap(groupOf).filter(({ name }) => some.includes(name)));
  }
  return found;
}

function groupOf({
  AutoScalingGroupName: name,
  AutoScalingGroupARN: arn,
  CreatedTime: made,
  Tags = [],
}: AutoScalingGroup): ScalingGroup[] {
  if (name === undefined || arn === undefined) return [];
  const tags = Tags.map(
    ({ Key = '', Value = '', PropagateAtLaunch = false }) =>
      [Key, { value: Value, propagated: PropagateAtLaunch }] as const,
  );
  const madeAt = made === undefined ? undefined : instant(made.getTime());
  return [{ name, arn, madeAt, tags: new Map(tags) }];
}

/** The tags of a group by their keys. */
export function tagsOfGroup({ tags }: Pick<ScalingGroup, 'tags'>): Tags {
  return Object.fromEntries([...tags].map(([key, { value }]) => [key, value]));
}
