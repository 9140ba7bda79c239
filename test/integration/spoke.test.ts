import { randomUUID } from 'node:crypto';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, ListQueueTagsCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import {
  LOCAL_ACCOUNT,
  LOCAL_REGION,
  localClientConfig,
  memberClientConfig,
} from '../../local/aws-environment.ts';
import { endedExecution } from '../../local/ended-execution.ts';
import { deleteSpokes, deploySpokes, spokeTemplate } from '../../local/spokes.ts';
import { physicalId, physicalIds } from '../../local/stack-resources.ts';
import { trailEntry } from '../../local/trail-entry.ts';
import { instant } from '../../shared/kernel/instant.ts';
import { externalId, memberRoleArn } from '../../shared/platform/member-access.ts';
import { ResourceStore } from '../../shared/tags/resource-store.ts';
import { Deployed } from '../support/deployed.ts';
import { logEvent } from '../support/log-events.ts';
import { until } from '../support/until.ts';

const RUN = randomUUID().slice(0, 8);
const TAGS = { team: 'storefront', service: 'basket', env: 'prd', 'cost-center': 'cc-1200' };
/** Another account, and another region than that of Belltower. */
const THERE = { account: '222222222222', region: 'us-east-1' };
const LEFT = { account: '444444444444', region: LOCAL_REGION };

describe('a member account, with the template that lets Belltower in', () => {
  const stack = new Deployed();
  const { assembly } = inject('localStack');
  const lambda = new LambdaClient(localClientConfig(stack.url));
  const there = memberClientConfig(stack.url, THERE);
  const queues = new SQSClient(there);
  let ids: ReadonlyMap<string, string>;
  beforeAll(async () => {
    ids = await physicalIds(stack.url);
  });

  async function daysOf(name: string, cell = THERE): Promise<number | undefined> {
    const logs = new CloudWatchLogsClient(memberClientConfig(stack.url, cell));
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
    return logGroups.find(({ logGroupName }) => logGroupName === name)?.retentionInDays;
  }
  async function createGroup(logGroupName: string, cell = THERE): Promise<void> {
    const logs = new CloudWatchLogsClient(memberClientConfig(stack.url, cell));
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
  }
  async function createQueue(QueueName: string): Promise<string> {
    const { QueueUrl = '' } = await queues.send(new CreateQueueCommand({ QueueName, tags: TAGS }));
    return QueueUrl;
  }
  async function sweep(logicalId: string): Promise<unknown> {
    const { Payload } = await lambda.send(
      new InvokeCommand({
        FunctionName: physicalId(ids, logicalId),
        Payload: JSON.stringify({ at: instant(Date.now()), ...THERE }),
      }),
    );
    return JSON.parse(Payload?.transformToString() ?? '');
  }

  test('lets nobody in who is not a function of Belltower', async () => {
    const anybody = new STSClient(localClientConfig(stack.url));
    const RoleArn = memberRoleArn('aws', THERE.account);
    const asked = anybody.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'anybody', ExternalId: externalId('acme') }),
    );
    await expect(asked).rejects.toThrow('not authorized');
  });

  test('is swept by its role: a log group gets its retention, and only there', async () => {
    const name = `/member/${RUN}`;
    await createGroup(name);
    await createGroup(name, { account: LOCAL_ACCOUNT, region: LOCAL_REGION });
    expect(await sweep('LogRetentionSweepingSweepLogCellFunction')).toMatchObject({
      done: true,
      state: 'done',
    });
    expect(await daysOf(name)).toBe(30);
    expect(await daysOf(name, { account: LOCAL_ACCOUNT, region: LOCAL_REGION })).toBeUndefined();
  });

  test('is swept by its role: what has a wrong tag is put right', async () => {
    const QueueUrl = await createQueue(`member-${RUN}`);
    expect(await sweep('TagsDailySweepTagCellFunction')).toMatchObject({ done: true, state: 'done' });
    const { Tags } = await queues.send(new ListQueueTagsCommand({ QueueUrl }));
    expect(Tags).toMatchObject({ ...TAGS, env: 'prod' });
  });

  test('hands what is made there to the bus of Belltower, where it is judged', async () => {
    const [name, group] = [`member-told-${RUN}`, `/member/told-${RUN}`];
    const QueueUrl = await createQueue(name);
    await createGroup(group);
    const call = { source: 'sqs', name: 'CreateQueue', request: { queueName: name, tags: TAGS } };
    const made = { ...call, by: 'lena@acme.example', response: { queueUrl: QueueUrl } };
    const logCall = logEvent('CreateLogGroup', group, THERE);
    const { FailedEntryCount } = await new EventBridgeClient(there).send(
      new PutEventsCommand({
        Entries: [
          trailEntry(made, Date.now(), undefined, THERE),
          {
            Source: 'test',
            DetailType: logCall['detail-type'],
            Detail: JSON.stringify(logCall.detail),
          },
        ],
      }),
    );
    expect(FailedEntryCount).toBe(0);
    const { ResourcesTable: resources, AuditTable: audit } = stack.outputs;
    const store = new ResourceStore(stack.world.documents, { resources, audit });
    const arn = `arn:aws:sqs:${THERE.region}:${THERE.account}:${name}`;
    await until('it is judged', async () =>
      (await store.read([arn])).get(arn)?.verdict === 'compliant' ? true : undefined,
    );
    const { Tags } = await queues.send(new ListQueueTagsCommand({ QueueUrl }));
    expect(Tags).toEqual({ ...TAGS, env: 'prod', owner: 'lena@acme.example' });
    await until('its retention is set', async () => ((await daysOf(group)) === 30 ? true : undefined));
  });

  describe('and is taken away', () => {
    const cells = [LEFT, { ...LEFT, region: 'us-east-1' }];
    beforeAll(() => deleteSpokes(stack.url, cells));
    afterAll(() => deploySpokes(stack.url, spokeTemplate(assembly), cells));

    test('is unknown, not compliant, and all others are swept', async () => {
      const [here, left] = [`/member/here-${RUN}`, `/member/left-${RUN}`];
      await createGroup(here);
      await createGroup(left, LEFT);
      // A function that is there already may have credentials from before, which MiniStack goes on taking.
      const FunctionName = physicalId(ids, 'LogRetentionSweepingSweepLogCellFunction');
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 300 }));
      const { output } = await endedExecution(stack.workflows, {
        what: 'the sweep',
        stateMachineArn: stack.outputs.LogSweepArn,
        input: { at: instant(Date.now()) },
        within: 50_000,
      });
      expect(JSON.parse(output)).toMatchObject({
        Cells: { done: 8, failed: 0, unfinished: 0 },
        Conclude: {
          unknown: cells.map(({ account, region }) => `${account} ${region} member-access-denied`),
        },
      });
      expect(await daysOf(here)).toBe(30);
      expect(await daysOf(left, LEFT)).toBeUndefined();
    });
  });
});
