import { afterEach, expect, it } from 'vitest';
import { Certificate } from '../../../shared/privacy/certificate.ts';
import { DynamoConnector, type Fields } from '../../../shared/privacy/connectors/dynamodb-connector.ts';
import { dataMap, system } from '../../support/data-map.ts';
import { MemoryTable } from '../../support/memory-table.ts';
import { PlayedErasure } from '../../support/played-erasure.ts';

const MAP = dataMap([
  system('profile', {
    resolves: [
      {
        attribute: 'mail',
        index: 'by-mail',
        from: 'identity.email',
        gives: { userId: 'userId', orderId: 'shop.orders' },
      },
    ],
    after: ['shipments'],
  }),
  system('shipments', { subjectKey: { attribute: 'orderId', from: 'identity.orderId' } }),
]);
const worlds: PlayedErasure[] = [];

afterEach(() => {
  for (const world of worlds.splice(0)) world.kms.mock.restore();
});

/** Ann's profile with these orders, and three parcels: for o-1 and o-2, and one of somebody else's. */
async function played(orders: unknown) {
  const profiles = new MemoryTable(
    {
      key: ['userId'],
      types: { userId: 'S', mail: 'S' },
      indexes: { 'by-mail': { hash: 'mail', complete: true } },
    },
    [
      { userId: 'u-1', mail: 'ann@acme.example', shop: { orders } },
      { userId: 'u-2', mail: 'bob@acme.example', shop: { orders: ['o-9'] } },
    ],
  );
  const shipments = new MemoryTable(
    { key: ['orderId', 'parcel'], types: { orderId: 'S', parcel: 'S' }, indexes: {} },
    ['o-1', 'o-2', 'o-9'].map((orderId) => ({ orderId, parcel: 'p-1' })),
  );
  const tables: Readonly<Record<string, MemoryTable>> = {
    'profile-table': profiles,
    'shipments-table': shipments,
  };
  const dynamodb = new DynamoConnector({
    table: (name) => tables[name] ?? new MemoryTable(),
    now: () => world.now,
  });
  const world = new PlayedErasure(MAP, {
    known: { email: ['ann@acme.example'] },
    connectors: () => ({ dynamodb }),
  });
  worlds.push(world);
  await world.begin();
  const left = (): Fields[] => [...profiles.records.values(), ...shipments.records.values()];
  return { world, left };
}

it.each<[what: string, orders: unknown]>([
  ['a list', ['o-1', 'o-2']],
  ['a set', new Set(['o-1', 'o-2'])],
])('parcels are erased that are found only through %s of orders in the profile (27)', async (_, orders) => {
  const { world, left } = await played(orders);
  await world.play();
  expect((await world.record()).case.stage).toMatchObject({ state: 'certified', outcome: 'done' });
  expect(left()).toEqual([
    { userId: 'u-2', mail: 'bob@acme.example', shop: { orders: ['o-9'] } },
    { orderId: 'o-9', parcel: 'p-1' },
  ]);
  const [certificate] = await world.certificates();
  const { systems } = Certificate.parse(JSON.parse(certificate?.text ?? '').certificate);
  expect(systems.map(({ system: id, answer, count }) => [id, answer, count])).toEqual([
    ['profile', 'done', 1],
    ['shipments', 'done', 2],
  ]);
});

it('orders that nobody can read stop the case before anything is erased, and its owner hears why', async () => {
  const { world, left } = await played([{ id: 'o-1' }, { id: 'o-2' }]);
  await world.play({ waitAtMost: '4d' });
  expect((await world.record()).case.stage).toMatchObject({
    state: 'resolving',
    progress: { status: 'failed', code: 'answer-unreadable' },
  });
  expect(left()).toHaveLength(5);
  expect(await world.certificates()).toEqual([]);
});
