import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { IAMClient } from '@aws-sdk/client-iam';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
  TagResourcesCommand,
  UntagResourcesCommand,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { mockClient } from 'aws-sdk-client-mock';
import type { Tags } from '../../shared/tags/resource.ts';

/** What one ARN fails with: `code` of its service, in an answer that is a 200. */
interface Failure {
  readonly code: string;
  readonly status?: number;
}

/** The Tagging API of an account in memory, and a list of every call that was made to AWS about tags. */
export class TaggedAccount {
  /** By ARN; what is not here is not there. */
  readonly tags = new Map<string, Tags>();
  /** ARNs that fail to be written, whatever is tried. */
  readonly failures = new Map<string, Failure>();
  /** The code with which reading fails, if it does. */
  unreadable: string | undefined;
  /** Tags of stacks by their ARN. */
  readonly stacks = new Map<string, Tags>();
  readonly #api = mockClient(ResourceGroupsTaggingAPIClient);
  readonly #iam = mockClient(IAMClient);
  readonly #stacks = mockClient(CloudFormationClient);

  /** Empties it, and forgets all calls. */
  reset(): void {
    for (const map of [this.tags, this.failures, this.stacks]) map.clear();
    this.unreadable = undefined;
    this.#iam.reset();
    this.#api.reset();
    this.#stacks.reset();
    this.#api.on(GetResourcesCommand).callsFake(({ ResourceARNList }: { ResourceARNList: string[] }) => {
      if (this.unreadable !== undefined) throw Object.assign(new Error('no'), { name: this.unreadable });
      const found = ResourceARNList.flatMap((arn) => {
        const tags = this.tags.get(arn);
        return tags === undefined ? [] : [{ ResourceARN: arn, Tags: listed(tags) }];
      });
      return { ResourceTagMappingList: found };
    });
    this.#api
      .on(TagResourcesCommand)
      .callsFake((input: { ResourceARNList: string[]; Tags: Tags }) =>
        this.#each(input.ResourceARNList, (held) => ({ ...held, ...input.Tags })),
      );
    this.#api
      .on(UntagResourcesCommand)
      .callsFake((input: { ResourceARNList: string[]; TagKeys: string[] }) =>
        this.#each(input.ResourceARNList, (held) =>
          Object.fromEntries(Object.entries(held).filter(([key]) => !input.TagKeys.includes(key))),
        ),
      );
    this.#stacks.on(DescribeStacksCommand).callsFake(({ StackName }: { StackName: string }) => {
      const tags = this.stacks.get(StackName);
      if (tags === undefined)
        throw Object.assign(new Error('it does not exist'), { name: 'ValidationError' });
      return { Stacks: [{ Tags: listed(tags) }] };
    });
  }

  /** Puts resources there, all with the same tags. */
  hold(arns: readonly string[], tags: Tags): void {
    for (const arn of arns) this.tags.set(arn, tags);
  }

  /** The commands that were sent, in order: `TagResources 20`, with the number of resources. */
  get calls(): readonly string[] {
    return [this.#api, this.#iam, this.#stacks].flatMap((client) =>
      client.calls().map(({ args: [command] }) => {
        const input: object = command.input;
        const arns =
          'ResourceARNList' in input && Array.isArray(input.ResourceARNList) ? input.ResourceARNList : [];
        const name = command.constructor.name.replace(/Command$/, '');
        return arns.length === 0 ? name : `${name} ${arns.length}`;
      }),
    );
  }

  /** Those of them that change something. */
  get writes(): readonly string[] {
    return this.calls.filter((call) => !/^(Get|List|Describe)/.test(call));
  }

  #each(arns: readonly string[], change: (held: Tags) => Tags): object {
    const FailedResourcesMap: Record<string, object> = {};
    for (const arn of arns) {
      const held = this.tags.get(arn);
      const failure =
        this.failures.get(arn) ?? (held === undefined ? { code: 'InvalidID.NotFound' } : undefined);
      if (failure === undefined) this.tags.set(arn, change(held ?? {}));
      else FailedResourcesMap[arn] = { ErrorCode: failure.code, StatusCode: failure.status ?? 400 };
    }
    return { FailedResourcesMap };
  }
}

function listed(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
