import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { incidentItem } from '../../../shared/paging/incident-items.ts';
import { SettlementStore } from '../../../shared/paging/settlement-store.ts';
import { cancelled } from '../../support/memory-dynamo.ts';
import { anIncident, aPage, at } from '../../support/paging.ts';

const dynamo = mockClient(DynamoDBDocumentClient);
const store = new SettlementStore(DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-1' })), {
  incidents: 'incidents',
  audit: 'audit',
});
beforeEach(() => void dynamo.reset());

const CLAIMED = aPage({ state: 'claimed', tries: 1, claimedAt: at(0) });
const failed = { before: CLAIMED, after: { ...CLAIMED, state: 'failed' as const, retryable: false } };
const OCCASION = { at: at(1), actor: 'system:deliver-pages', correlationId: 'm1' };
const settle = () =>
  store.settle({ incident: anIncident(), settled: [failed], timeline: [], wake: true }, OCCASION);
const writes = () => dynamo.commandCalls(TransactWriteCommand).map(({ args }) => args[0].input.TransactItems);

/** Somebody else has exchanged the timer: the condition on the incident does not hold. */
const EXCHANGED = cancelled(['None', 'None', 'ConditionalCheckFailed', 'None']);

describe('settling a page that failed', () => {
  it('wakes the ladder by a new timer, over one that was exchanged meanwhile', async () => {
    dynamo.on(TransactWriteCommand).rejectsOnce(EXCHANGED).resolves({});
    const clock = anIncident().clock + 3;
    dynamo.on(GetCommand).resolves({ Item: { ...incidentItem(anIncident()), clock } });
    expect(await settle()).toBe(clock + 1);
    expect(writes()).toHaveLength(2);
  });

  it('is recorded all the same when the timer is exchanged each time, and ends', async () => {
    dynamo.on(TransactWriteCommand).callsFake(({ TransactItems }) => {
      if (TransactItems.length === 4) throw EXCHANGED;
      return {};
    });
    dynamo.on(GetCommand).resolves({ Item: incidentItem(anIncident()) });
    expect(await settle()).toBeUndefined();
    expect(writes().at(-1)).toHaveLength(2);
    expect(writes()).toHaveLength(6);
  });
});
