import '../../support/quiet.ts';
import { gzipSync } from 'node:zlib';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { incidentItem } from '../../../shared/paging/incident-items.ts';
import { CONTEXT, logEvent } from '../../support/lambda.ts';
import { anIncident, aPage, at } from '../../support/paging.ts';

vi.hoisted(() => {
  Object.assign(process.env, {
    INCIDENTS_TABLE: 'incidents',
    AUDIT_TABLE: 'audit',
    LADDER_ARN: 'arn:ladder',
    DELIVERY_QUEUE_URL: 'https://sqs.example/deliveries',
  });
});
const { handler } = await import('../../../lambdas/paging/record-receipts.ts');

const dynamo = mockClient(DynamoDBDocumentClient);
const workflow = mockClient(SFNClient);
const queue = mockClient(SQSClient);
const INCIDENT = anIncident();
const PAGE = aPage({ state: 'sent', tries: 1, settledAt: at(1), reason: 'accepted', reports: true });

const receipt = (messageId: string, status: string, providerResponse = 'Unknown error') =>
  JSON.stringify({
    notification: { messageId },
    delivery: { destination: '+15550100001', providerResponse },
    status,
  });

describe('record-receipts', () => {
  beforeEach(() => {
    dynamo.reset();
    workflow.reset();
    queue.reset();
    queue.on(SendMessageCommand).resolves({});
    dynamo.on(GetCommand).resolves({});
    dynamo
      .on(GetCommand, { Key: { pk: 'SENT#ours', sk: 'R' } })
      .resolves({ Item: { incident: INCIDENT.id, page: '000001.000000.000000.alice.0' } });
    dynamo.on(BatchGetCommand).resolves({
      Responses: { incidents: [incidentItem(INCIDENT), { pk: 'x', sk: 'D#x', ...PAGE }] },
    });
    dynamo.on(TransactWriteCommand).resolves({});
    workflow.on(StartExecutionCommand).resolves({});
  });

  it('records a failure and wakes the ladder, with two reads and one write', async () => {
    await handler(logEvent(receipt('ours', 'FAILURE')), CONTEXT);
    expect(dynamo.calls()).toHaveLength(3);
    expect(workflow.commandCalls(StartExecutionCommand)[0]?.args[0].input).toMatchObject({
      name: `${INCIDENT.id}-2`,
    });
  });

  it.each(['sent', 'failed'])(
    'passes an opt-out on to who may touch contacts, the page being %s',
    async (state) => {
      const page = { pk: 'x', sk: 'D#x', ...PAGE, state };
      dynamo.on(BatchGetCommand).resolves({ Responses: { incidents: [incidentItem(INCIDENT), page] } });
      await handler(logEvent(receipt('ours', 'FAILURE', 'Phone number is opted out')), CONTEXT);
      const [order, ...more] = queue.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => input);
      expect(more).toEqual([]);
      expect(JSON.parse(order?.MessageBody ?? '')).toEqual({
        incidentId: INCIDENT.id,
        service: 'payments',
        person: 'alice',
        pages: ['000001.000000.000000.alice.0'],
      });
      expect(JSON.stringify(order)).not.toContain('15550100001');
    },
  );

  it('orders nothing for any other failure', async () => {
    await handler(logEvent(receipt('ours', 'FAILURE')), CONTEXT);
    expect(queue.calls()).toEqual([]);
  });

  it('passes over messages of others, lines that are no receipts, and control messages', async () => {
    await handler(logEvent(receipt('theirs', 'FAILURE'), 'no receipt'), CONTEXT);
    const control = JSON.stringify({
      messageType: 'CONTROL_MESSAGE',
      logEvents: [{ message: receipt('ours', 'FAILURE') }],
    });
    await handler({ awslogs: { data: gzipSync(control).toString('base64') } }, CONTEXT);
    expect(dynamo.commandCalls(TransactWriteCommand)).toEqual([]);
    expect(dynamo.calls()).toHaveLength(1);
  });

  it('records what it can when one fails, then fails so that it comes again', async () => {
    dynamo
      .on(GetCommand, { Key: { pk: 'SENT#bad', sk: 'R' } })
      .rejects(Object.assign(new Error('slow down'), { name: 'ThrottlingException' }));
    const event = logEvent(receipt('bad', 'SUCCESS'), receipt('ours', 'SUCCESS'));
    await expect(handler(event, CONTEXT)).rejects.toMatchObject({
      name: 'Retryable',
      code: 'receipts-incomplete',
    });
    expect(dynamo.commandCalls(TransactWriteCommand)).toHaveLength(1);
    expect(workflow.calls()).toEqual([]);
  });

  it.each([
    {},
    { awslogs: { data: 'bm90IGd6aXA=' } },
    { awslogs: { data: gzipSync('{}').toString('base64') } },
  ])('refuses what no subscription sends: %j', async (event) => {
    await expect(handler(event, CONTEXT)).rejects.toMatchObject({ name: 'NotRetryable', kind: 'invalid' });
  });
});
