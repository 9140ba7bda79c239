import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateRoleCommand, IAMClient, ListRoleTagsCommand } from '@aws-sdk/client-iam';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { LOCAL_ACCOUNT, LOCAL_REGION, localClientConfig } from '../../local/aws-environment.ts';
import { physicalId, physicalIds } from '../../local/stack-resources.ts';
import { trailEntry } from '../../local/trail-entry.ts';
import { ResourceStore } from '../../shared/tags/resource-store.ts';
import { Deployed } from '../support/deployed.ts';
import { until } from '../support/until.ts';

const TAGS = { team: 'payments', service: 'checkout', env: 'prd', 'cost-center': 'cc-1200' };
const RIGHT = { ...TAGS, env: 'prod', owner: 'alice@acme.example' };
const STACK = `arn:aws:cloudformation:${LOCAL_REGION}:${LOCAL_ACCOUNT}:stack/none/1`;

describe('what is made', () => {
  const stack = new Deployed();
  const config = localClientConfig(stack.url);
  const bus = new EventBridgeClient(config);
  const { ResourcesTable: resources, AuditTable: audit } = stack.outputs;
  const store = new ResourceStore(stack.world.documents, { resources, audit });
  const listed = (tags: Record<string, string>) =>
    Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const lowerCase = (tags: Record<string, string>) =>
    Object.entries(tags).map(([key, value]) => ({ key, value }));
  const plain = (tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = []) =>
    Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));

  async function tell(call: object, EventBusName?: string, ago?: number): Promise<void> {
    const entry = trailEntry(
      { by: 'alice@acme.example', source: '', name: '', request: null, response: null, ...call },
      Date.now(),
      ago,
    );
    const { FailedEntryCount } = await bus.send(
      new PutEventsCommand({
        Entries: [{ ...entry, ...(EventBusName === undefined ? {} : { EventBusName }) }],
      }),
    );
    expect(FailedEntryCount).toBe(0);
  }
  const recorded = (arn: string, verdict: string) =>
    until(`${arn} is ${verdict}`, async () => {
      const record = (await store.read([arn])).get(arn);
      return record?.verdict === verdict ? record : undefined;
    });

  test('14, 20: a table told of on the default bus is put right, by the Tagging API', async () => {
    const TableName = 'tag-events-orders';
    const { team: Team, ...others } = TAGS;
    const tags = { Team, ...others };
    const { TableDescription } = await new DynamoDBClient(config).send(
      new CreateTableCommand({
        TableName,
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        Tags: listed(tags),
      }),
    );
    const arn = TableDescription?.TableArn ?? '';
    await tell({
      source: 'dynamodb',
      name: 'CreateTable',
      request: { tableName: TableName, tags: lowerCase(tags) },
      response: { tableDescription: { tableArn: arn } },
    });
    expect(await recorded(arn, 'compliant')).toMatchObject({
      wrote: { set: { team: Team, env: 'prod', owner: 'alice@acme.example' }, removed: ['Team'] },
    });
    const api = new ResourceGroupsTaggingAPIClient(config);
    const { ResourceTagMappingList } = await api.send(new GetResourcesCommand({ ResourceARNList: [arn] }));
    expect(plain(ResourceTagMappingList?.[0]?.Tags)).toEqual(RIGHT);
  });

  test('a role of a member account, forwarded to our bus, is put right by IAM', async () => {
    const iam = new IAMClient(config);
    const RoleName = 'tag-events-writer';
    const { Role } = await iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: '{}', Tags: listed(TAGS) }),
    );
    const arn = Role?.Arn ?? '';
    const call = {
      source: 'iam',
      name: 'CreateRole',
      request: { roleName: RoleName, tags: lowerCase(TAGS) },
    };
    await tell({ ...call, response: { role: { arn } } }, stack.outputs.BusName);
    await recorded(arn, 'compliant');
    const { Tags } = await iam.send(new ListRoleTagsCommand({ RoleName }));
    expect(plain(Tags)).toEqual(RIGHT);
  });

  test('17: what is gone by then is recorded as gone, with what its stack would have handed down', async () => {
    const arn = `arn:aws:dynamodb:${LOCAL_REGION}:${LOCAL_ACCOUNT}:table/tag-events-gone`;
    const { env: _, ...rest } = TAGS;
    const tags = { ...rest, env: 'prd', 'aws:cloudformation:stack-id': STACK };
    await tell({
      by: 'AutoScaling', // nobody who could own it, so the stack is asked
      source: 'dynamodb',
      name: 'CreateTable',
      request: { tableName: 'tag-events-gone', tags: lowerCase(tags) },
      response: { tableDescription: { tableArn: arn } },
    });
    expect(await recorded(arn, 'violation')).toMatchObject({ state: 'gone' });
  });

  test('a bucket that was made just now is looked at later, when its tags have come', async () => {
    await tell(
      { source: 's3', name: 'CreateBucket', request: { bucketName: 'tag-events-new' } },
      undefined,
      0,
    );
    const QueueUrl = physicalId(await physicalIds(stack.url), 'TagsEventsQueue');
    await until('it is put back', async () => {
      const AttributeNames = ['ApproximateNumberOfMessagesDelayed'] as const;
      const { Attributes } = await stack.queues.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
      );
      return Attributes?.[AttributeNames[0]] === '1' ? true : undefined;
    });
    expect((await store.read(['arn:aws:s3:::tag-events-new'])).size).toBe(0);
  });

  test('21: an event that does not say what it made is set aside with the reason', async () => {
    await tell({ source: 'ec2', name: 'CreateVolume', request: { size: '8' } });
    const reason = await until('it is set aside', async () => {
      const { Messages = [] } = await stack.queues.send(
        new ReceiveMessageCommand({
          QueueUrl: stack.outputs.TagEventsDlqUrl,
          MessageAttributeNames: ['All'],
          MaxNumberOfMessages: 10,
          VisibilityTimeout: 1, // those of other tests stay
        }),
      );
      const reasons = Messages.map(({ MessageAttributes }) => MessageAttributes?.['reason']?.StringValue);
      return reasons.find((one) => one?.includes('CreateVolume'));
    });
    expect(reason).toContain('NO_ARN: CreateVolume does not say which ec2:volume it made');
  });
});
