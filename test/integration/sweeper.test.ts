import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AlarmConditions } from '../../local/alarm-condition.ts';
import { localClientConfig } from '../../local/aws-environment.ts';
import { physicalIds } from '../../local/stack-resources.ts';
import { instant } from '../../shared/kernel/instant.ts';
import { incidentPk } from '../../shared/paging/incident-items.ts';
import { Deployed, PAYMENTS } from '../support/deployed.ts';
import { until } from '../support/until.ts';

describe('the sweeper', () => {
  const stack = new Deployed();
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(localClientConfig(stack.url)));
  const TableName = stack.outputs.IncidentsTable;
  let sweep: () => Promise<void>;
  let alarms: AlarmConditions;
  beforeAll(async () => {
    await stack.resolveAll();
    await stack.forgetMessages();
    const known = await physicalIds(stack.url);
    alarms = new AlarmConditions(stack.url, known, stack.outputs.OperationsTopicArn);
    const ids = [...known];
    const [, name = ''] = ids.find(([id]) => /^PagingSweeperSweepLaddersFunction[0-9A-F]{8}$/.test(id)) ?? [];
    // As its schedule does. There is no SDK client for Lambda in this project, and nothing else needs one.
    sweep = async () => {
      const answer = await fetch(`${stack.url}/2015-03-31/functions/${name}/invocations`, {
        method: 'POST',
        body: '{}',
      });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('x-amz-function-error')).toBeNull();
    };
  });
  afterAll(() => stack.resolveAll());

  const execution = (id: string, clock: number) =>
    `${stack.outputs.LadderArn.replace(':stateMachine:', ':execution:')}:${id}-${clock}`;
  const stateOf = async (executionArn: string) =>
    (await stack.workflows.send(new DescribeExecutionCommand({ executionArn }))).status;

  test('takes up a ladder whose timer was lost', async () => {
    const dedupKey = `sweep-${randomUUID()}`;
    const [first, second] = [
      await stack.onCall('payments-primary'),
      await stack.onCall('payments-secondary'),
    ];
    const { id } = await stack.open({ title: 'x', ...PAYMENTS, severity: 'SEV2', dedupKey });
    await stack.message(first, 'sms');
    const { incident } = await stack.whenSo(id, 'settled', ({ deliveries }) =>
      deliveries.every(({ state }) => state === 'sent'),
    );
    const lost = execution(id, incident.clock);
    await stack.workflows.send(new StopExecutionCommand({ executionArn: lost }));
    await until('the timer is gone', async () => (await stateOf(lost)) === 'ABORTED' || undefined);

    await sweep(); // it is not overdue yet
    expect((await stack.world.details(id)).incident.clock).toBe(incident.clock);

    const Key = { pk: incidentPk(id), sk: 'W' };
    const { Item } = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
    expect(Item).toMatchObject({ gsi1pk: 'DUE', incident: id });
    const longAgo = `${instant(Date.now() - 60_000)}#${id}`;
    await documents.send(new PutCommand({ TableName, Item: { ...Item, gsi1sk: longAgo } }));
    const since = Date.now();
    await sweep();
    const overdue = await alarms.read('PagingSweeperOverdue', since);
    expect(overdue).toMatchObject({ tellsOperations: true });
    expect(overdue.values.some(overdue.breaches)).toBe(true);

    const { incident: taken } = await stack.whenSo(
      id,
      'another timer',
      ({ incident: { clock } }) => clock > incident.clock,
    );
    expect(await stateOf(execution(id, taken.clock))).toBe('RUNNING');
    await stack.message(second, 'sms');
  });
});
