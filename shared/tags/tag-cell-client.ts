import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { ResourceExplorer2Client } from '@aws-sdk/client-resource-explorer-2';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import type { Instant } from '../kernel/instant.ts';
import type { Members } from '../platform/member-client.ts';
import type { SweepCell } from '../platform/sweep.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import { Pacer } from '../runtime/pacer.ts';
import { tagWriter } from './apply-tags-client.ts';
import { inventory } from './inventory-client.ts';
import { parentTags } from './parent-tags-client.ts';
import type { WithinCell } from './sweep-tag-page.ts';

/**
 * How a round gets into an account and region: clients with its credentials, all of them at one pace.
 * @param globalRegion where what has no region is looked for
 */
export function tagCells(members: Pick<Members, 'enter'>, globalRegion: string, now: () => Instant) {
  return async (cell: SweepCell): Promise<WithinCell> => {
    const options = { ...clientOptions(), ...(await members.enter(cell)) };
    const pacer = new Pacer();
    const paced = <C>(client: C) => pacer.pace(logCalls(client));
    const tagging = new Map<string, ResourceGroupsTaggingAPIClient>();
    const taggingIn = (region: string) => {
      const client = tagging.get(region) ?? paced(new ResourceGroupsTaggingAPIClient({ ...options, region }));
      tagging.set(region, client);
      return client;
    };
    const iam = paced(new IAMClient(options));
    const explorer = paced(new ResourceExplorer2Client(options));
    const stacks = paced(new CloudFormationClient(options));
    const groups = paced(new AutoScalingClient(options));
    const ec2 = paced(new EC2Client(options));
    return {
      inventory: inventory(
        { tagging: taggingIn(cell.region), explorer, iam, autoscaling: groups },
        { ...cell, global: cell.region === globalRegion },
      ),
      writer: tagWriter({
        tagging: (_account, region) => taggingIn(region),
        iam: () => iam,
        autoscaling: () => groups,
      }),
      // A resource is in the region of whatever it belongs to.
      parents: parentTags({ cloudformation: () => stacks, autoscaling: () => groups, ec2: () => ec2 }, now),
    };
  };
}
