import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ParentClients } from '../../shared/tags/parent-readers-client.ts';
import type { Tags } from '../../shared/tags/resource.ts';
import { asClient } from './memory-dynamo.ts';
import { ACCOUNT } from './tags.ts';

/** Where a thing of EC2 is: in a VPC, or on instances. */
interface Placed {
  readonly vpc?: string;
  readonly on?: readonly string[];
}

/** A group as AWS holds it; its tags with whether instances are launched with them. */
type PlayedGroup = Map<string, { value: string; propagated: boolean }>;

interface GivenTag {
  readonly ResourceId: string;
  readonly Key: string;
  readonly Value?: string;
  readonly PropagateAtLaunch?: boolean;
}

interface Asked {
  readonly name: string;
  readonly input: Record<string, unknown>;
}

/** Stacks, Auto Scaling groups and EC2, played, and a list of every call: `DescribeSubnets 3`, with how many it names. */
export class PlayedEc2 {
  readonly calls: string[] = [];
  readonly stacks = new Map<string, Tags>();
  stackStatus = 'CREATE_COMPLETE';
  readonly vpcs = new Map<string, Tags>();
  readonly instances = new Map<string, Placed & { readonly tags: Tags }>();
  /** Whatever else is in a VPC or on an instance, by its id. */
  readonly placed = new Map<string, Placed>();
  readonly groups = new Map<string, PlayedGroup>();
  /** The name of the error with which every call fails that writes to a group, by the group. */
  readonly broken = new Map<string, string>();
  /** When groups were made, as far as that is said. */
  readonly made = new Map<string, Date>();
  /** The name of the error that a call fails with, by the call. */
  readonly faults = new Map<string, string>();

  readonly clients: ParentClients = {
    cloudformation: () => asClient<CloudFormationClient>((command) => this.#answer(command)),
    autoscaling: () => asClient<AutoScalingClient>((command) => this.#answer(command)),
    ec2: () => asClient<EC2Client>((command) => this.#answer(command)),
  };

  /** A group with tags that instances are launched with. */
  group(name: string, tags: Tags): void {
    const all = Object.entries(tags).map(([key, value]) => [key, { value, propagated: true }] as const);
    this.groups.set(name, new Map(all));
  }

  /** The tags that a group has now. */
  tagsOf(name: string): Tags {
    return Object.fromEntries([...(this.groups.get(name) ?? [])].map(([key, { value }]) => [key, value]));
  }

  /** The calls that change something. */
  get writes(): readonly string[] {
    return this.calls.filter((call) => !call.startsWith('Describe'));
  }

  #answer(command: unknown): object {
    const name = command?.constructor.name.replace('Command', '') ?? '';
    const { input } = command as Asked; // every command has one
    const values = valuesOf(input);
    this.calls.push(`${name} ${values.length}`);
    const fault = this.faults.get(name);
    if (fault !== undefined) throw Object.assign(new Error(fault), { name: fault });
    switch (name) {
      case 'DescribeStacks':
        return this.#stack(String(input['StackName']));
      case 'DescribeAutoScalingGroups':
        return this.#groups(input, values);
      case 'CreateOrUpdateTags':
      case 'DeleteTags':
        return this.#tag(name, input['Tags'] as readonly GivenTag[]); // as the command was made
      case 'DescribeVpcs':
        return { Vpcs: [...this.vpcs].map(([VpcId, tags]) => ({ VpcId, Tags: pairs(tags) })) };
      case 'DescribeInstances': {
        const all = [...this.instances].map(([InstanceId, { vpc, tags }]) => ({
          InstanceId,
          VpcId: vpc,
          Tags: pairs(tags),
        }));
        return {
          Reservations: all
            .filter(({ InstanceId }) => values.includes(InstanceId))
            .map((one) => ({ Instances: [one] })),
        };
      }
      default:
        return this.#placed(name, values);
    }
  }

  #stack(arn: string): object {
    const tags = this.stacks.get(arn);
    if (tags === undefined) throw Object.assign(new Error('it does not exist'), { name: 'ValidationError' });
    return { Stacks: [{ Tags: pairs(tags), StackStatus: this.stackStatus }] };
  }

  #groups({ NextToken, MaxRecords }: Record<string, unknown>, names: readonly string[]): object {
    if (names.length > 0) return { AutoScalingGroups: names.flatMap((one) => this.#group(one)) };
    const [from, most] = [Number(NextToken ?? 0), Number(MaxRecords)];
    const next = from + most < this.groups.size ? { NextToken: String(from + most) } : {};
    const all = [...this.groups.keys()].slice(from, from + most);
    return { AutoScalingGroups: all.flatMap((one) => this.#group(one)), ...next };
  }

  #tag(call: string, tags: readonly GivenTag[]): object {
    for (const { ResourceId } of tags) {
      const fault = this.broken.get(ResourceId);
      if (fault !== undefined) throw Object.assign(new Error(fault), { name: fault });
    }
    for (const { ResourceId, Key, Value = '', PropagateAtLaunch = false } of tags) {
      const group = this.groups.get(ResourceId);
      if (group === undefined) throw Object.assign(new Error('not found'), { name: 'ValidationError' });
      if (call === 'DeleteTags') group.delete(Key);
      else group.set(Key, { value: Value, propagated: PropagateAtLaunch });
    }
    return {};
  }

  #group(name: string): object[] {
    const tags = this.groups.get(name);
    if (tags === undefined) return [];
    const Tags = [...tags].map(([Key, { value, propagated }]) => ({
      Key,
      Value: value,
      PropagateAtLaunch: propagated,
    }));
    return [
      {
        AutoScalingGroupName: name,
        AutoScalingGroupARN: groupArn(name),
        CreatedTime: this.made.get(name),
        Tags,
      },
    ];
  }

  /** EC2 names each kind in its own words. */
  #placed(call: string, values: readonly string[]): object {
    const kind = call.replace(/^Describe/, '').replace(/s$/, '');
    const id = kind === 'SecurityGroup' ? 'GroupId' : `${kind}Id`;
    const list = values.flatMap((value): object[] => {
      const placed = this.placed.get(value);
      if (placed === undefined) return [];
      const { vpc: VpcId, on = [] } = placed;
      if (kind === 'InternetGateway')
        return [{ [id]: value, Attachments: VpcId === undefined ? [] : [{ VpcId }] }];
      const Attachments = on.map((InstanceId) => ({ InstanceId }));
      return [{ [id]: value, VpcId, Attachments, Attachment: Attachments[0] }];
    });
    return { [`${kind}s`]: list };
  }
}

/** The ARN that Auto Scaling gave a group. */
export function groupArn(name: string): string {
  return `arn:aws:autoscaling:eu-west-1:${ACCOUNT}:autoScalingGroup:12345678-aaaa-bbbb-cccc-123456789012:autoScalingGroupName/${name}`;
}

function valuesOf(input: Record<string, unknown>): readonly string[] {
  if (typeof input['StackName'] === 'string') return [input['StackName']];
  const names = input['AutoScalingGroupNames'] ?? input['Tags'];
  if (Array.isArray(names)) return names;
  const filters = input['Filters'] ?? input['Filter'];
  return Array.isArray(filters) ? filters.flatMap(({ Values }: { Values: string[] }) => Values) : [];
}

function pairs(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
