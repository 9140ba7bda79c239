import { IAMClient, ListRoleTagsCommand, TagRoleCommand, UntagRoleCommand } from '@aws-sdk/client-iam';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
  TagResourcesCommand,
  UntagResourcesCommand,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { tagWriter } from '../../../shared/tags/apply-tags-client.ts';
import { tagReader } from '../../../shared/tags/current-tags-client.ts';
import type { TagBatch } from '../../../shared/tags/plan-tagging.ts';
import { taggingClients } from '../../../shared/tags/tagging-api-client.ts';
import { ACCOUNT } from '../../support/tags.ts';

const api = mockClient(ResourceGroupsTaggingAPIClient);
const iam = mockClient(IAMClient);
const writer = tagWriter(taggingClients());
const reader = tagReader(taggingClients());

const instance = (place: number) =>
  `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-${String(place).padStart(3, '0')}`;
const ARNS = Array.from({ length: 20 }, (_, place) => instance(place));
const ROLE = `arn:aws:iam::${ACCOUNT}:role/service/deploy`;

function batch(arns: readonly string[], other: Partial<TagBatch> = {}): TagBatch {
  return { account: ACCOUNT, region: 'eu-west-1', arns, set: { env: 'prod' }, remove: [], ...other };
}

const fails = (code: string, message = '', status = 400) => ({
  FailedResourcesMap: {
    [instance(7)]: { ErrorCode: code, ErrorMessage: message, StatusCode: status } as object,
  },
});
const error = (name: string, message = '') => Object.assign(new Error(message), { name });
const asked = () => api.calls().map(({ args: [command] }) => command.input);

beforeEach(() => {
  api.reset();
  iam.reset();
  api.on(TagResourcesCommand).resolves({});
  api.on(UntagResourcesCommand).resolves({});
});

describe('writing tags', () => {
  it('14: takes one call for 20', async () => {
    const outcomes = await writer.write(batch(ARNS));
    expect(outcomes).toEqual(ARNS.map((arn) => ({ arn, result: 'written' })));
    expect(asked()).toEqual([{ ResourceARNList: ARNS, Tags: { env: 'prod' } }]);
  });

  it('15: of 20 in a 200 one fails: 19 are done, and it is tried once more, alone', async () => {
    api.on(TagResourcesCommand).resolves(fails('InternalServiceException', 'no answer', 500));
    const outcomes = await writer.write(batch(ARNS));
    expect(outcomes.filter(({ result }) => result === 'written')).toHaveLength(19);
    expect(outcomes).toContainEqual({
      arn: instance(7),
      result: 'failed',
      code: 'InternalServiceException',
    });
    expect(asked().map((input) => 'ResourceARNList' in input && input.ResourceARNList?.length)).toEqual([
      20, 1,
    ]);
  });

  it('15: what goes well alone is done', async () => {
    api.on(TagResourcesCommand).resolvesOnce(fails('ThrottlingException')).resolves({});
    const outcomes = await writer.write(batch(ARNS));
    expect(outcomes.every(({ result }) => result === 'written')).toBe(true);
    expect(api.calls()).toHaveLength(2);
  });

  it.each<[code: string, message: string, status: number, expected: string]>([
    ['InvalidInstanceID.NotFound', '', 400, 'gone'],
    ['InvalidParameterException', 'Resource does not exist', 400, 'gone'],
    ['ResourceNotFoundException', '', 404, 'gone'],
    ['AWS.SimpleQueueService.NonExistentQueue', '', 400, 'gone'],
    ['AccessDeniedException', '', 400, 'blocked'],
    ['UnauthorizedOperation', '', 403, 'blocked'],
    ['TagPolicyException', 'the value is not compliant', 400, 'blocked'],
    ['InvalidParameterException', 'User is not authorized to perform: kms:TagResource', 400, 'blocked'],
    ['SomethingNew', '', 403, 'blocked'],
    ['TooManyTagsException', '', 400, 'refused'],
    ['InvalidParameterException', 'Unrecognized service', 400, 'refused'],
  ])(
    '17, 27: %s %j of one resource is final, and not tried again',
    async (code, message, status, expected) => {
      api.on(TagResourcesCommand).resolves(fails(code, message, status));
      const outcomes = await writer.write(batch(ARNS));
      expect(outcomes).toContainEqual({ arn: instance(7), result: expected, code });
      expect(api.calls()).toHaveLength(1);
    },
  );

  it('27: a refusal of the call holds for all of them, in one call', async () => {
    api.on(TagResourcesCommand).rejects(error('AccessDeniedException', 'explicit deny'));
    const outcomes = await writer.write(batch(ARNS));
    expect(new Set(outcomes.map(({ result }) => result))).toEqual(new Set(['blocked']));
    expect(api.calls()).toHaveLength(1);
  });

  it('one ARN that cannot be read does not keep the others from being written', async () => {
    api.on(TagResourcesCommand).callsFake(({ ResourceARNList }: { ResourceARNList: string[] }) => {
      if (ResourceARNList.includes(instance(7))) throw error('InvalidParameterException', 'not a valid ARN');
      return {};
    });
    const outcomes = await writer.write(batch(ARNS));
    expect(outcomes.filter(({ result }) => result === 'written')).toHaveLength(19);
    expect(outcomes).toContainEqual({
      arn: instance(7),
      result: 'refused',
      code: 'InvalidParameterException',
    });
  });

  it('renames: the right key is there before the other spelling goes, and only where it is', async () => {
    api.on(TagResourcesCommand).resolves(fails('ResourceNotFoundException', '', 404));
    await writer.write(batch(ARNS, { set: { team: 'payments' }, remove: ['Team'] }));
    const [set, removed] = asked();
    expect(set).toMatchObject({ Tags: { team: 'payments' } });
    expect(removed).toEqual({
      ResourceARNList: ARNS.filter((arn) => arn !== instance(7)),
      TagKeys: ['Team'],
    });
  });

  it('tags IAM by IAM, and nothing else', async () => {
    expect(await writer.write(batch([ROLE], { region: undefined, remove: ['owner '] }))).toEqual([
      { arn: ROLE, result: 'written' },
    ]);
    expect(iam.commandCalls(TagRoleCommand)[0]?.args[0].input).toEqual({
      RoleName: 'deploy',
      Tags: [{ Key: 'env', Value: 'prod' }],
    });
    expect(iam.commandCalls(UntagRoleCommand)[0]?.args[0].input).toEqual({
      RoleName: 'deploy',
      TagKeys: ['owner '],
    });
    expect(api.calls()).toHaveLength(0);
  });

  it.each([
    ['NoSuchEntityException', 'gone'],
    ['AccessDenied', 'blocked'],
    ['ConcurrentModificationException', 'failed'],
  ])('%s of IAM is %s', async (name, result) => {
    iam.on(TagRoleCommand).rejects(error(name));
    expect(await writer.write(batch([ROLE]))).toEqual([{ arn: ROLE, result, code: name }]);
  });
});

describe('reading tags', () => {
  const at = (arn: string) => ({ arn, account: ACCOUNT, region: 'eu-west-1' });

  it('asks for a hundred at once, page by page, and says of each what it found', async () => {
    api
      .on(GetResourcesCommand)
      .resolvesOnce({
        ResourceTagMappingList: [{ ResourceARN: instance(1), Tags: [{ Key: 'env', Value: 'prod' }] }],
        PaginationToken: 'more',
      })
      .resolvesOnce({
        ResourceTagMappingList: [{ ResourceARN: instance(2), Tags: [] }],
        PaginationToken: '',
      });
    expect(Object.fromEntries(await reader.read([1, 2, 3].map((place) => at(instance(place)))))).toEqual({
      [instance(1)]: { kind: 'tags', tags: { env: 'prod' } },
      [instance(2)]: { kind: 'tags', tags: {} },
      [instance(3)]: { kind: 'unlisted' },
    });
    expect(api.calls()).toHaveLength(2);
  });

  it('reads roles by IAM', async () => {
    iam.on(ListRoleTagsCommand).resolves({ Tags: [{ Key: 'Team', Value: 'search' }] });
    expect((await reader.read([at(ROLE)])).get(ROLE)).toEqual({ kind: 'tags', tags: { Team: 'search' } });
    expect(api.calls()).toHaveLength(0);
  });

  it('says why not where asking again is no use, and fails where it is', async () => {
    api.on(GetResourcesCommand).rejects(error('AccessDeniedException'));
    expect((await reader.read([at(instance(1))])).get(instance(1))).toEqual({
      kind: 'unread',
      fault: 'blocked',
      code: 'AccessDeniedException',
    });
    api.on(GetResourcesCommand).rejects(error('ThrottledException'));
    await expect(reader.read([at(instance(1))])).rejects.toMatchObject({ kind: 'throttled' });
  });
});
