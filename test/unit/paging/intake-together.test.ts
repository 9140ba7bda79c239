import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/kernel/errors.ts';
import { makeIntakeAlerts } from '../../../shared/paging/intake-alert.ts';
import { RushStore } from '../../../shared/paging/rush-store.ts';
import { StormMember } from '../../../shared/paging/storm.ts';
import { StormStore } from '../../../shared/paging/storm-store.ts';
import { asDynamo } from '../../support/memory-dynamo.ts';
import { at } from '../../support/paging.ts';
import { PLAYED_CONFIG } from '../../support/played-config.ts';
import { SILENT, stored } from '../../support/stored-incidents.ts';

/** A message of the intake queue: an `AlertRaised` as the bus delivers it. */
function raised(service: string, key: string, more: object = {}, seconds = 590) {
  const detail = { title: `${key} is down`, service, dedupKey: key, severity: 'SEV2', ...more };
  return JSON.stringify({ 'detail-type': 'AlertRaised', source: 'acme', time: at(seconds), detail });
}

const manyOf = (service: string, count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => raised(service, `k${from + n}`));

/** A database and an intake over it, with what the store is asked. */
function intake(troubled: (call: string, keys: readonly string[]) => unknown = () => undefined) {
  const world = stored();
  const calls: string[] = [];
  const asked = <A extends unknown[], R>(
    call: string,
    keysOf: (args: A) => readonly string[],
    work: (...args: A) => Promise<R>,
  ) => {
    return async (...args: A): Promise<R> => {
      calls.push(call);
      const trouble = troubled(call, keysOf(args));
      if (trouble !== undefined) throw trouble;
      return work(...args);
    };
  };
  const { store } = world;
  const sent: string[] = [];
  const client = asDynamo((command) => {
    sent.push(String(command?.constructor.name));
    return world.dynamo.execute(command);
  });
  const storms = new StormStore(client, { incidents: 'incidents', audit: 'audit' });
  const rushes = new RushStore(client, { incidents: 'incidents', audit: 'audit' });
  const none = () => [];
  const handleAll = makeIntakeAlerts({
    ...world,
    store: {
      readSituation: asked('read', ([, key]) => [key], store.readSituation.bind(store)),
      open: asked('open', ([{ key }]) => [key.dedupKey], store.open.bind(store)),
      save: asked('save', none, store.save.bind(store)),
      recordDropped: asked('drop', none, store.recordDropped.bind(store)),
    },
    storms: {
      readMembers: asked('members', none, storms.readMembers.bind(storms)),
      collect: asked(
        'collect',
        ([{ keys }]) => keys.map(({ dedupKey }) => dedupKey),
        storms.collect.bind(storms),
      ),
    },
    rushes: {
      read: asked('read-rush', ([, keys]) => keys, rushes.read.bind(rushes)),
      open: asked(
        'open-rush',
        ([openings]) => openings.map(({ opening }) => opening.key.dedupKey),
        rushes.open.bind(rushes),
      ),
    },
    bus: { put: async () => {} },
    telemetry: SILENT,
    config: PLAYED_CONFIG,
    hash: (text) => text,
  });
  let n = 0;
  return {
    ...world,
    calls,
    /** The commands to the database for what comes together. */
    sent,
    /** One batch; the code of what became of each message. */
    take: async (bodies: readonly string[]) => {
      const outcomes = handleAll(bodies.map((body) => ({ body, id: `m${n++}`, sentAt: at(599) })));
      const settled = await Promise.allSettled(outcomes);
      return settled.map((one) => (one.status === 'fulfilled' ? 'done' : String(one.reason.code)));
    },
    singles: () => world.all().filter(({ storm }) => storm === undefined),
    storms: () => world.all().filter(({ storm }) => storm !== undefined),
    members: () =>
      world.dynamo
        .items('incidents')
        .flatMap((item) => (String(item['sk']).startsWith('A#') ? [StormMember.parse(item)] : [])),
  };
}

const DONE = (count: number) => Array(count).fill('done');

describe('alerts of one service that come together', () => {
  it('open their incidents in one read and one write, each with its ladder and its audit entry', async () => {
    const it = intake();
    expect(await it.take(manyOf('payments', 10))).toEqual(DONE(10));
    expect(it.calls).toEqual(['read-rush', 'open-rush']);
    expect(it.singles()).toHaveLength(10);
    expect(new Set(it.started.map(({ incidentId }) => incidentId))).toEqual(
      new Set(it.all().map(({ id }) => id)),
    );
    expect(it.audited()).toEqual(Array(10).fill('system:intake-alert incident.open new'));
  });

  it('the eleventh begins the storm, which collects the others', async () => {
    const it = intake();
    for (let batch = 0; batch < 3; batch++)
      expect(await it.take(manyOf('payments', 10, batch * 10))).toEqual(DONE(10));
    expect(it.singles()).toHaveLength(10);
    const [storm, ...more] = it.storms();
    expect(more).toEqual([]);
    expect([...(storm?.storm?.others ?? [])].sort()).toEqual(
      it
        .singles()
        .map(({ id }) => id)
        .sort(),
    );
    expect(
      it
        .members()
        .map(({ dedupKey }) => dedupKey)
        .sort(),
    ).toEqual(Array.from({ length: 20 }, (_, n) => `k${10 + n}`).sort());
    expect(it.started).toHaveLength(11);
    expect(it.calls.join(' ')).toBe(
      'read-rush open-rush read-rush open-rush read-rush collect read-rush collect',
    );
  });

  it('a storm that goes on is read with what else is read: three calls for a batch', async () => {
    const it = intake();
    await it.take(manyOf('payments', 12));
    await it.take(manyOf('payments', 10, 12));
    const before = it.sent.length;
    await it.take(manyOf('payments', 10, 30));
    expect(it.sent.slice(before)).toEqual(['BatchGetCommand', 'TransactWriteCommand', 'GetCommand']);
  });

  it('the next storm of a service is not taken for the one before', async () => {
    const it = intake();
    await it.take(manyOf('payments', 12));
    await it.take(manyOf('payments', 10, 12));
    const [first] = it.storms();
    if (first === undefined) throw new Error('no storm');
    await it.change(first.id, { action: 'resolve' }, 'user:alice', 'c');
    await it.take(manyOf('payments', 10, 50));
    const [, second, ...more] = it
      .storms()
      .sort((a, b) => (a.id === first.id ? -1 : b.id === first.id ? 1 : 0));
    expect(more).toEqual([]);
    const of = (id = '') =>
      it.dynamo.items('incidents').filter(({ pk, sk }) => pk === `INC#${id}` && String(sk).startsWith('A#'));
    expect(of(first.id)).toHaveLength(12);
    expect(of(second?.id)).toHaveLength(10);
  });

  it('what the storm has collected clears together too, and is known by then', async () => {
    const it = intake();
    await it.take(manyOf('payments', 12));
    await it.take(manyOf('payments', 10, 12));
    const cleared = Array.from({ length: 10 }, (_, n) =>
      raised('payments', `k${12 + n}`, { state: 'resolved' }, 595),
    );
    it.calls.length = 0;
    expect(await it.take(cleared)).toEqual(DONE(10));
    expect(it.calls).toEqual(['read-rush', 'members', 'collect']);
    expect(it.members().filter(({ state }) => state === 'resolved')).toHaveLength(10);
    it.calls.length = 0;
    expect(await it.take(cleared)).toEqual(DONE(10));
    expect(it.calls).toEqual(['read-rush', 'members', 'drop']);
    expect(it.audited()).toContain('system:intake-alert alert.drop already-known x10');
  });

  it('the gravest of them makes the storm so, once', async () => {
    const it = intake();
    await it.take(manyOf('payments', 12));
    const before = it.started.length;
    await it.take([
      raised('payments', 'a'),
      raised('payments', 'b', { severity: 'SEV1' }),
      raised('payments', 'c', { severity: 'SEV1' }),
    ]);
    expect(it.storms()).toMatchObject([{ severity: 'SEV1' }]);
    expect(it.started).toHaveLength(before + 1);
    expect(it.members()).toHaveLength(2 + 3);
  });

  it('what opens no incident that pages now goes its own way', async () => {
    const it = intake();
    const outcomes = await it.take([
      raised('payments', 'a'),
      raised('payments', 'b'),
      raised('payments', 'ticket', { tier: 'ticket' }),
      raised('payments', 'log', { tier: 'log' }),
      raised('payments', 'cleared', { state: 'resolved' }),
      raised('payments', 'twice'),
      raised('payments', 'twice', { state: 'resolved' }, 595),
    ]);
    expect(outcomes).toEqual(DONE(7));
    expect(
      it
        .all()
        .map(({ dedupKey, tier }) => `${dedupKey} ${tier}`)
        .sort(),
    ).toEqual(expect.arrayContaining(['a page', 'b page', 'ticket ticket']));
    expect(it.audited()).toEqual(
      expect.arrayContaining([
        'system:intake-alert alert.drop tier-log',
        'system:intake-alert alert.drop nothing-open',
      ]),
    );
  });

  it('those of several services are by service, and a message of its own is as ever', async () => {
    const it = intake();
    await it.take([...manyOf('payments', 4), ...manyOf('search', 4), raised('checkout', 'alone')]);
    expect([...it.calls].sort()).toEqual(
      ['read-rush', 'open-rush', 'read-rush', 'open-rush', 'read', 'open'].sort(),
    );
    expect(it.singles()).toHaveLength(9);
  });
});

describe('a fault of one of them', () => {
  it('garbage is set aside alone', async () => {
    const it = intake();
    expect(await it.take([...manyOf('payments', 3), '{', raised('payments', 'k3')])).toEqual([
      ...DONE(3),
      'malformed-alert',
      'done',
    ]);
    expect(it.singles()).toHaveLength(4);
  });

  it('one that cannot be written fails by itself, and the others succeed', async () => {
    const it = intake((call, keys) =>
      call.startsWith('open') && keys.includes('k1')
        ? Object.assign(new Error('Item size has exceeded'), { name: 'ValidationException' })
        : undefined,
    );
    const outcomes = await it.take(manyOf('payments', 4));
    expect(outcomes.filter((one) => one === 'done')).toHaveLength(3);
    expect(
      it
        .singles()
        .map(({ dedupKey }) => dedupKey)
        .sort(),
    ).toEqual(['k0', 'k2', 'k3']);
  });

  it('a table that does not answer is not asked again for each of them; another service is not held up', async () => {
    const busy = new AppError('busy', { code: 'read-incomplete', kind: 'throttled' });
    const it = intake((call, keys) => (call === 'read-rush' && keys.includes('k0') ? busy : undefined));
    expect(await it.take([...manyOf('payments', 3), raised('search', 'a'), raised('search', 'b')])).toEqual([
      ...Array(3).fill('read-incomplete'),
      ...DONE(2),
    ]);
    expect(it.calls.filter((call) => call === 'read')).toEqual([]);
  });

  it('a ladder that does not start leaves the incident to the sweeper, written and not lost', async () => {
    const it = intake();
    const timer = { start: async () => Promise.reject(new Error('no')) };
    const handle = makeIntakeAlerts({
      ...it,
      storms: stored().storms,
      timer,
      bus: { put: async () => {} },
      telemetry: SILENT,
      config: PLAYED_CONFIG,
      hash: (text) => text,
    });
    await Promise.all(
      handle(manyOf('payments', 3).map((body, n) => ({ body, id: `m${n}`, sentAt: at(599) }))),
    );
    expect(it.singles().map(({ wakeAt }) => wakeAt)).toEqual(Array(3).fill(at(600)));
    expect(
      it.dynamo.items('incidents').filter(({ sk, gsi1pk }) => sk === 'W' && gsi1pk === 'DUE'),
    ).toHaveLength(3);
  });
});

it('whatever comes in whatever batches, every firing alert is in one incident or in one storm', async () => {
  const alert = fc.record({
    service: fc.constantFrom('payments', 'search'),
    key: fc.nat({ max: 25 }),
    severity: fc.constantFrom('SEV1', 'SEV2', 'SEV4'),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(alert, { minLength: 1, maxLength: 10 }), { minLength: 1, maxLength: 8 }),
      async (batches) => {
        const it = intake();
        const outcomes = await Promise.all(
          batches.map((batch) =>
            it.take(batch.map(({ service, key, severity }) => raised(service, `k${key}`, { severity }))),
          ),
        );
        expect(new Set(outcomes.flat())).toEqual(new Set(['done']));
        const sent = new Set(batches.flat().map(({ service, key }) => `${service} k${key}`));
        const name = ({ service, dedupKey }: { service: string; dedupKey: string }) =>
          `${service} ${dedupKey}`;
        const held = [...it.singles().map(name), ...it.members().map(name)];
        expect(held.toSorted()).toEqual([...sent].toSorted());
        for (const service of ['payments', 'search']) {
          const of = <T extends { service: string }>(all: readonly T[]) =>
            all.filter((one) => one.service === service);
          const keys = [...sent].filter((one) => one.startsWith(service)).length;
          expect(of(it.singles())).toHaveLength(Math.min(keys, 10));
          expect(of(it.storms())).toHaveLength(keys > 10 ? 1 : 0);
        }
      },
    ),
    { numRuns: 60 },
  );
});
