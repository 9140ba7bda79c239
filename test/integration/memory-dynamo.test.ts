import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { localClientConfig } from '../../local/aws-environment.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import { ContactStore } from '../../shared/paging/contact-store.ts';
import { DeliveryStore } from '../../shared/paging/delivery-store.ts';
import type { Delivery, TriggeredIncident } from '../../shared/paging/incident.ts';
import { IncidentListStore } from '../../shared/paging/incident-list-store.ts';
import { IncidentStore } from '../../shared/paging/incident-store.ts';
import { OptOutStore } from '../../shared/paging/opt-out-store.ts';
import { Override } from '../../shared/paging/override.ts';
import { OverrideListStore, OverrideStore } from '../../shared/paging/override-store.ts';
import { noOverrides } from '../../shared/paging/schedule-overrides.ts';
import { SettlementStore } from '../../shared/paging/settlement-store.ts';
import { toAcknowledged, toResolved } from '../../shared/paging/transitions.ts';
import { WakeStore } from '../../shared/paging/wake-store.ts';
import { MemoryDynamo } from '../support/memory-dynamo.ts';
import { anIncident, aPage, at, T0 } from '../support/paging.ts';

const TABLES = {
  incidents: 'conformance-incidents',
  contacts: 'conformance-contacts',
  audit: 'conformance-audit',
};
const BY = { at: at(1), actor: 'system:test', correlationId: 'c' };
const OPEN = anIncident({ wakeAt: at(60) });
const PAGE = aPage();
const CLAIMED = aPage({ state: 'claimed', tries: 1, claimedAt: at(2), dispatchedAt: at(2) });
const SENT: Delivery = { ...CLAIMED, state: 'sent', settledAt: at(3) };
const SWAP = Override.parse({ id: 'swap', schedule: 'primary', start: T0, end: at(60), add: ['bob'] });
const ID = '000001.000000.000000.alice.0';

function stores(client: DynamoDBDocumentClient) {
  return {
    incidents: new IncidentStore(client, TABLES),
    deliveries: new DeliveryStore(client, TABLES),
    settlements: new SettlementStore(client, TABLES),
    list: new IncidentListStore(client, TABLES.incidents),
    contacts: new ContactStore(client, TABLES),
    overrides: new OverrideStore(client, TABLES),
    overrideList: new OverrideListStore(client, TABLES.incidents),
    optOuts: new OptOutStore(client, TABLES),
    wakes: new WakeStore(client, TABLES.incidents),
  };
}
type Stores = ReturnType<typeof stores>;
const change = (after: Parameters<IncidentStore['save']>[0]['after'], before = OPEN) => ({
  before,
  after,
  timeline: [],
  action: 'a',
  reason: 'r',
});
const settlement = (after: Delivery) => ({
  incident: OPEN,
  settled: [{ before: CLAIMED, after, receiptId: 'sms-1' }],
  timeline: [],
  wake: true,
});
const opening = (incident: TriggeredIncident, replaces?: string) => ({
  incident,
  timeline: [],
  reason: 'new',
  key: { service: 'payments', dedupKey: 'k' },
  replaces,
  load: undefined,
  member: undefined,
});
const bag = (incident: TriggeredIncident) => ({ incident, lastMessages: new Map() });
const LIST = { state: undefined, team: undefined, cursor: undefined, limit: 100 };

/** What our stores ask of DynamoDB, one after the other on the same tables. */
const SCRIPT: readonly [what: string, run: (at: Stores) => Promise<unknown>][] = [
  ['read what is not there', ({ incidents }) => incidents.read(OPEN.id)],
  ['open an incident', ({ incidents }) => incidents.open(opening(OPEN), BY)],
  [
    'open another of its key',
    ({ incidents }) => incidents.open(opening({ ...OPEN, id: '06ANB4YQ00000002' }, undefined), BY),
  ],
  ['find it by its key', ({ incidents }) => incidents.readSituation('payments', 'k')],
  [
    'write a page with it',
    ({ incidents }) =>
      incidents.save({ ...change(OPEN), deliveries: [{ before: undefined, after: PAGE }] }, BY),
  ],
  ['write over an old version', ({ incidents }) => incidents.save(change(OPEN), BY)],
  ['read it with its pages', ({ incidents }) => incidents.readPaged(OPEN.id, 1, 0)],
  ['read it from a later pass on', ({ incidents }) => incidents.readPaged(OPEN.id, 1, 1)],
  [
    'read a mailbag of what is there and what is not',
    ({ deliveries }) =>
      deliveries.read({ incidentId: OPEN.id, service: 'payments', person: 'alice', pages: [ID, `${ID}1`] }),
  ],
  [
    'claim in another run',
    ({ deliveries }) =>
      deliveries.claim(
        bag({ ...OPEN, climb: { ...OPEN.climb, run: 2 } }),
        [{ before: PAGE, after: CLAIMED }],
        BY,
      ),
  ],
  ['claim', ({ deliveries }) => deliveries.claim(bag(OPEN), [{ before: PAGE, after: CLAIMED }], BY)],
  ['claim again', ({ deliveries }) => deliveries.claim(bag(OPEN), [{ before: PAGE, after: CLAIMED }], BY)],
  ['what is overdue', ({ list }) => list.listOverdue(at(100))],
  [
    'settle, waking the ladder',
    ({ settlements }) => settlements.settle(settlement({ ...SENT, state: 'failed' }), BY),
  ],
  ['settle again', ({ settlements }) => settlements.settle(settlement(SENT), BY)],
  ['find it by its receipt', ({ settlements }) => settlements.readByReceipt('sms-1')],
  ['find one by the receipt of another', ({ settlements }) => settlements.readByReceipt('sms-2')],
  ['read what the wake made of it', ({ incidents }) => incidents.read(OPEN.id)],
  [
    'acknowledge',
    async ({ incidents }) => {
      const before = await incidents.read(OPEN.id);
      return incidents.save(
        {
          ...change(OPEN),
          before,
          after: toAcknowledged({ ...before, wakeAt: at(500) }, { by: 'b', at: T0, expiresAt: at(500) }),
        },
        BY,
      );
    },
  ],
  [
    'claim after the ack',
    ({ deliveries }) =>
      deliveries.claim(bag(OPEN), [{ before: { ...SENT, state: 'failed' }, after: CLAIMED }], BY),
  ],
  ['list', ({ list }) => list.list({ ...LIST, limit: 1 })],
  ['list a team', ({ list }) => list.list({ ...LIST, team: 'payments' })],
  [
    'resolve',
    async ({ incidents }) => {
      const before = await incidents.read(OPEN.id);
      return incidents.save(
        {
          ...change(OPEN),
          before,
          after: toResolved({ ...before, wakeAt: undefined }, { by: 'b', at: T0, reason: 'r' }),
        },
        BY,
      );
    },
  ],
  ['list the resolved', ({ list }) => list.list({ ...LIST, state: 'resolved' })],
  ['nothing is overdue', ({ list }) => list.listOverdue(at(9_000))],
  ['read it whole', async ({ list }) => (await list.readWhole(OPEN.id)).deliveries],
  [
    'open the next of its key',
    ({ incidents }) => incidents.open(opening({ ...OPEN, id: '06ANB4YQ00000003' }, OPEN.id), BY),
  ],
  [
    'write a contact',
    ({ contacts }) => contacts.put({ v: 1, person: 'alice', updatedAt: T0 }, undefined, BY),
  ],
  [
    'write it over nothing',
    ({ contacts }) => contacts.put({ v: 1, person: 'alice', updatedAt: T0 }, undefined, BY),
  ],
  ['opt out who has no number', ({ optOuts }) => optOuts.optOut('alice', at(9), BY)],
  [
    'give them a number',
    async ({ contacts }) =>
      contacts.put(
        { v: 1, person: 'alice', updatedAt: at(5), sms: { number: '+15550100001', verifiedAt: at(5) } },
        await contacts.read('alice'),
        BY,
      ),
  ],
  ['opt out by a text before it was verified', ({ optOuts }) => optOuts.optOut('alice', at(5), BY)],
  ['opt out', ({ optOuts }) => optOuts.optOut('alice', at(9), BY)],
  ['opt out twice', ({ optOuts }) => optOuts.optOut('alice', at(9), BY)],
  ['read who has opted out', ({ contacts }) => contacts.read('alice')],
  ['remove it', ({ contacts }) => contacts.remove('alice', BY)],
  ['read what was removed', ({ contacts }) => contacts.read('alice')],
  ['list overrides where there are none', ({ overrideList }) => overrideList.list()],
  ['read those of a schedule that has none', ({ overrides }) => overrides.read('primary')],
  ['set one', ({ overrides }) => overrides.put(noOverrides('primary'), SWAP, BY)],
  ['set it over nothing again', ({ overrides }) => overrides.put(noOverrides('primary'), SWAP, BY)],
  [
    'set another beside it',
    async ({ overrides }) => overrides.put(await overrides.read('primary'), { ...SWAP, id: 'more' }, BY),
  ],
  [
    'set one of another schedule',
    ({ overrides }) => overrides.put(noOverrides('second'), { ...SWAP, schedule: 'second' }, BY),
  ],
  ['list them all', ({ overrideList }) => overrideList.list()],
  ['read an incident with them', ({ wakes }) => wakes.read(OPEN.id, ['primary', 'third'])],
  ['take one away', async ({ overrides }) => overrides.remove(await overrides.read('primary'), SWAP.id, BY)],
  [
    'take one away over an old version',
    ({ overrides }) => overrides.remove({ ...noOverrides('primary'), version: 1 }, 'more', BY),
  ],
  ['list what is left', ({ overrideList }) => overrideList.list()],
];

/** What came of a step: what it gave, or which of its conditions did not hold. */
async function outcome(step: Promise<unknown>): Promise<unknown> {
  try {
    return { gave: await step };
  } catch (error) {
    if (!(error instanceof AppError)) return { threw: error };
    return { refused: error.code, at: error.faults };
  }
}

describe('the in-memory DynamoDB of the fault tests', () => {
  const real = DynamoDBDocumentClient.from(new DynamoDBClient(localClientConfig(inject('localStack').url)), {
    marshallOptions: { removeUndefinedValues: true },
  });

  beforeAll(async () => {
    for (const TableName of Object.values(TABLES)) {
      const key = (name: string, KeyType: 'HASH' | 'RANGE') => ({ AttributeName: name, KeyType });
      await real.send(
        new CreateTableCommand({
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map((AttributeName) => ({
            AttributeName,
            AttributeType: 'S',
          })),
          KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
          GlobalSecondaryIndexes: [
            {
              IndexName: 'gsi1',
              KeySchema: [key('gsi1pk', 'HASH'), key('gsi1sk', 'RANGE')],
              Projection: { ProjectionType: 'ALL' },
            },
          ],
        }),
      );
    }
    await real.send(
      new PutCommand({
        TableName: TABLES.contacts,
        Item: { pk: 'PERSON#bob', sk: 'CONTACT', v: 1, person: 'bob', updatedAt: T0 },
      }),
    );
  });

  it('answers all that our stores ask as the emulator does', async () => {
    const [theirs, ours] = [stores(real), stores(new MemoryDynamo().client)];
    for (const [what, run] of SCRIPT) {
      expect({ what, outcome: await outcome(run(ours)) }).toEqual({
        what,
        outcome: await outcome(run(theirs)),
      });
    }
  });
});
