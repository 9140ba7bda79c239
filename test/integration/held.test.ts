import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localClientConfig } from '../../local/aws-environment.ts';
import { GameControls } from '../../local/game-controls.ts';
import { physicalIds } from '../../local/stack-resources.ts';
import { instant } from '../../shared/kernel/instant.ts';
import type { Delivery } from '../../shared/paging/incident.ts';
import { deliveryWrite } from '../../shared/paging/incident-items.ts';
import { QUIET_HOURS } from '../../shared/paging/plan-held.ts';
import { Deployed, PAYMENTS } from '../support/deployed.ts';
import { httpAnswer } from '../support/http-answer.ts';
import { until } from '../support/until.ts';

describe('pages that go out together', () => {
  const stack = new Deployed();
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(localClientConfig(stack.url)), {
    marshallOptions: { removeUndefinedValues: true },
  });
  let person: string;
  beforeAll(async () => {
    person = await stack.onCall('payments-primary');
  });
  afterAll(() => stack.resolveAll());
  const alert = (service: string) =>
    ({
      title: 'ETL stands still',
      ...PAYMENTS,
      service,
      labels: { team: 'payments' },
      severity: 'SEV2',
      dedupKey: randomUUID(),
    }) as const;
  const text = (wanted: RegExp) =>
    until(`a text like ${wanted}`, async () => {
      await stack.world.mailbox.refresh();
      return stack.world.mailbox.messages.find(
        (message) => message.person === person && message.method === 'sms' && wanted.test(message.text),
      );
    });

  test('58: several incidents of one service within a second are one text, and its link acknowledges all', async () => {
    await stack.resolveAll();
    await stack.forgetMessages();
    const service = `bundle-${randomUUID().slice(0, 4)}`;
    await Promise.all(Array.from({ length: 4 }, () => stack.raise(alert(service))));
    const together = await text(new RegExp(`SEV2 ${service}: [2-4] incidents`));
    const count = Number(/: (\d) incidents/.exec(together.text)?.[1]);
    const body = new URLSearchParams({ action: 'ack', rung: '1' });
    expect((await httpAnswer(together.link ?? '', { method: 'POST', body })).status).toBe(200);
    const states = (await stack.incidents())
      .filter((incident) => incident.service === service)
      .map(({ state }) => state);
    expect(states.filter((state) => state === 'acknowledged')).toHaveLength(count);
    await stack.resolveAll();
  });

  test('46: a digest goes out although all of it was resolved in the quiet hours', async () => {
    const { id } = await stack.open({ ...alert('night'), severity: 'SEV3' });
    await stack.resolveAll();
    await stack.forgetMessages();
    const before = instant(Date.now() - 60_000);
    const page: Delivery = {
      v: 1,
      incident: id,
      run: 1,
      pass: 0,
      rung: 9,
      person,
      step: 0,
      method: 'sms',
      state: 'held',
      tries: 0,
      until: before,
      dispatchedAt: before,
      reason: QUIET_HOURS,
    };
    const put = deliveryWrite(stack.outputs.IncidentsTable, page, undefined).Put;
    if (put === undefined) throw new Error('nothing to write');
    await documents.send(new PutCommand(put));
    await new GameControls(stack.url, await physicalIds(stack.url), stack.outputs).invoke(
      'PagingSweeperSweepLadders',
    );
    await text(/SEV3 Digest: 1 incident/);
    await stack.whenSo(id, 'it is sent', ({ deliveries }) =>
      deliveries.some(({ rung, state }) => rung === 9 && state === 'sent'),
    );
  });
});
