import { randomUUID } from 'node:crypto';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { LOCAL_ACCOUNT, LOCAL_REGION, localClientConfig } from '../../local/aws-environment.ts';
import { endedExecution } from '../../local/ended-execution.ts';
import { physicalId, physicalIds } from '../../local/stack-resources.ts';
import { instant } from '../../shared/kernel/instant.ts';
import { Answered, ShownGroups } from '../../shared/logs/logs-api.ts';
import { Deployed } from '../support/deployed.ts';
import { logEvent } from '../support/log-events.ts';
import { until } from '../support/until.ts';

const NAME = `/retention/${randomUUID().slice(0, 8)}`;
/** A group that keeps more than it should. */
const OLD = `${NAME}-old`;

describe('log retention', () => {
  const stack = new Deployed();
  const logs = new CloudWatchLogsClient(localClientConfig(stack.url));
  const lambda = new LambdaClient(localClientConfig(stack.url));
  const daysOf = async (name: string) => {
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
    return logGroups.find(({ logGroupName }) => logGroupName === name)?.retentionInDays;
  };

  test('is set on a group that was created, and on no other that begins with its name', async () => {
    await logs.send(new CreateLogGroupCommand({ logGroupName: NAME }));
    await logs.send(new CreateLogGroupCommand({ logGroupName: `${NAME}-debug` }));
    await logs.send(new CreateLogGroupCommand({ logGroupName: OLD }));
    await logs.send(new PutRetentionPolicyCommand({ logGroupName: OLD, retentionInDays: 365 }));
    await logs.send(new CreateLogStreamCommand({ logGroupName: OLD, logStreamName: 'lines' }));
    const logEvents = [{ timestamp: Date.now(), message: 'x'.repeat(1000) }];
    await logs.send(new PutLogEventsCommand({ logGroupName: OLD, logStreamName: 'lines', logEvents }));
    const { detail } = logEvent('CreateLogGroup', NAME, { account: LOCAL_ACCOUNT, region: LOCAL_REGION });
    await stack.bus.send(
      new PutEventsCommand({
        Entries: [
          { Source: 'test', DetailType: 'AWS API Call via CloudTrail', Detail: JSON.stringify(detail) },
          // One that names no group is set aside.
          {
            Source: 'test',
            DetailType: 'AWS API Call via CloudTrail',
            Detail: JSON.stringify({ ...detail, requestParameters: null }),
          },
        ],
      }),
    );
    await until('its retention is set', async () => ((await daysOf(NAME)) === 30 ? true : undefined), 30_000);
    expect(await daysOf(`${NAME}-debug`)).toBeUndefined();
    const { Items = [] } = await stack.world.documents.send(
      new QueryCommand({
        TableName: stack.outputs.AuditTable,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': `log-group:${LOCAL_ACCOUNT}/${LOCAL_REGION}/${NAME}` },
      }),
    );
    expect(Items.map(({ action }) => action).sort()).toEqual(['log-group.claim', 'log-group.settle']);
  });

  test('is set by the sweep on what no event has told of', async () => {
    const { status, output } = await endedExecution(stack.workflows, {
      what: 'the sweep',
      stateMachineArn: stack.outputs.LogSweepArn,
      input: { at: instant(Date.now()) },
      within: 120_000,
    });
    expect(status).toBe('SUCCEEDED');
    expect(JSON.parse(output).Conclude).toMatchObject({ applied: true, unknown: [], told: 1 });
    expect(await daysOf(OLD)).toBe(365);
    expect(await daysOf(`${NAME}-debug`)).toBe(7);
  }, 130_000);

  test('is answered by the API, with the exact names of groups', async () => {
    const groups = [NAME, OLD].map((name) => ({ account: LOCAL_ACCOUNT, region: LOCAL_REGION, name }));
    const { groups: answered } = await stack.world.api.post('/v1/logs/groups/veto', { groups }, Answered);
    expect(answered).toMatchObject([
      { name: NAME, ok: false, code: 'not-announced' },
      { name: OLD, ok: true, code: 'vetoed' },
    ]);
    const listed = await stack.world.api.get('/v1/logs/groups?state=vetoed', ShownGroups);
    expect(listed.groups.map(({ name }) => name)).toContain(OLD);
  });

  test('the volume of all accounts is looked at without a fault', async () => {
    const FunctionName = physicalId(await physicalIds(stack.url), 'LogRetentionVolumeWatchLogVolumeFunction');
    const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
    expect(FunctionError).toBeUndefined();
  }, 60_000);
});
