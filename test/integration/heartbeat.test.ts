import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AlarmConditions } from '../../local/alarm-condition.ts';
import { localClientConfig } from '../../local/aws-environment.ts';
import { GameControls } from '../../local/game-controls.ts';
import { GAME_FAULTS } from '../../local/game-faults.ts';
import { playFault } from '../../local/play-fault.ts';
import { physicalIds } from '../../local/stack-resources.ts';
import { HEARTBEAT } from '../../shared/paging/events.ts';
import { HeartbeatStore } from '../../shared/paging/heartbeat-store.ts';
import { Deployed } from '../support/deployed.ts';
import { until } from '../support/until.ts';

describe('the heartbeat', () => {
  const stack = new Deployed();
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(localClientConfig(stack.url)));
  const arrivals = new HeartbeatStore(documents, stack.outputs.IncidentsTable);
  let controls: GameControls;
  let alarms: AlarmConditions;
  beforeAll(async () => {
    await stack.resolveAll();
    await stack.forgetMessages();
    const ids = await physicalIds(stack.url);
    controls = new GameControls(stack.url, ids, stack.outputs);
    alarms = new AlarmConditions(stack.url, ids, stack.outputs.OperationsTopicArn);
  });
  afterAll(() => stack.resolveAll());

  test('arrives at the sink by the way of every page, and is nobody’s incident', async () => {
    const begun = new Date().toISOString();
    await controls.invoke('PagingHeartbeatRaiseHeartbeat');
    const arrival = await until('the heartbeat arrives', async () => {
      const last = await arrivals.lastArrival();
      return last !== undefined && last.raisedAt >= begun ? last : undefined;
    });
    const { incident, deliveries, timeline } = await stack.whenSo(arrival.incident, 'settled', (it) =>
      it.deliveries.every(({ state }) => state === 'sent'),
    );
    expect(incident).toMatchObject({ state: 'resolved', ladder: HEARTBEAT, paged: [HEARTBEAT] });
    expect(deliveries.map(({ method, person }) => `${person} ${method}`)).toEqual([`${HEARTBEAT} sink`]);
    expect(timeline.map(({ kind }) => kind).sort()).toEqual(['opened', 'page', 'resolved', 'rung-begun']);
    expect((await stack.incidents()).filter(({ ladder }) => ladder === HEARTBEAT)).toEqual([]);
    await stack.world.mailbox.refresh();
    expect(stack.world.mailbox.unexpected).toEqual([]);
  });

  test('has its age told by the sweeper, which its alarm watches', async () => {
    const since = Date.now();
    await controls.invoke('PagingSweeperSweepLadders');
    const reading = await until('the sweeper says the age', async () => {
      const now = await alarms.read('PagingHeartbeatNotArriving', since);
      return now.values.length > 0 ? now : undefined;
    });
    expect(reading.tellsOperations).toBe(true);
    expect(reading.values.some(reading.breaches)).toBe(false);
    expect(reading.breaches(50_001)).toBe(true); // two and a half times the 20 s of config/local
  });

  test('game day: dead letters are noticed, and an incident meanwhile is paged', async () => {
    const [fault] = GAME_FAULTS.filter(({ name }) => name === 'dead-letters');
    if (fault === undefined) throw new Error('there is no such fault');
    const { signal } = new AbortController();
    const outcome = await playFault(fault, { url: stack.url, world: stack.world, controls, alarms, signal });
    expect(outcome).toMatchObject({ noticed: { value: 1 }, sent: 1, arrived: 1 });
    await controls.emptyIntakeDeadLetters();
  });
});
