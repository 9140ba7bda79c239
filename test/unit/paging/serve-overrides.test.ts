import '../../support/quiet.ts';
import { describe, expect, it } from 'vitest';
import { shift } from '../../../shared/kernel/instant.ts';
import { makeChangeOverride } from '../../../shared/paging/change-override.ts';
import { PagingConfig } from '../../../shared/paging/config.ts';
import { OverrideListStore, OverrideStore } from '../../../shared/paging/override-store.ts';
import { overridesKey } from '../../../shared/paging/runtime-items.ts';
import { oncallOperations } from '../../../shared/paging/serve-oncall.ts';
import { overrideOperations } from '../../../shared/paging/serve-overrides.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { CONTEXT, type HttpRequest, httpEvent } from '../../support/lambda.ts';
import { asDynamo, MemoryDynamo } from '../../support/memory-dynamo.ts';
import { PLAYED_CONFIG } from '../../support/played-config.ts';
import { SILENT } from '../../support/stored-incidents.ts';

const CONFIG = PagingConfig.parse({
  ...PLAYED_CONFIG,
  paging: {
    ...PLAYED_CONFIG.paging,
    schedules: [
      {
        id: 'primary',
        timeZone: 'UTC',
        layers: [
          {
            id: 'daily',
            start: '2026-11-20T09:00',
            rotation: { every: 1, unit: 'day' },
            participants: ['alice', 'bob'],
          },
        ],
      },
      {
        id: 'office',
        timeZone: 'UTC',
        layers: [
          {
            id: 'hours',
            start: '2026-11-20T09:00',
            rotation: { every: 1, unit: 'day' },
            participants: ['carol'],
            restrictions: [{ days: ['sat', 'sun'], from: '09:00', to: '17:00' }],
          },
        ],
      },
    ],
  },
});
const NOW = '2026-11-21T03:10:00.000Z';
const DAY = 86_400_000;

/** From 10 to 12 on Saturday, when Bob is on call by `primary`. */
const SPAN = { start: '2026-11-21T10:00:00.000Z', end: '2026-11-21T12:00:00.000Z' };
const CAROL_FOR_BOB = { ...SPAN, add: ['carol'], remove: ['bob'] };

/** The API over one table. `beforeWrite` is awaited between what a caller reads and what they write. */
function api(beforeWrite: () => Promise<void> = async () => {}) {
  const dynamo = new MemoryDynamo();
  let now = NOW;
  const client = asDynamo(async (command) => {
    if (command?.constructor.name === 'TransactWriteCommand') await beforeWrite();
    return dynamo.execute(command);
  });
  const store = new OverrideStore(client, { incidents: 'incidents', audit: 'audit' });
  const run = apiHandler([
    ...overrideOperations(makeChangeOverride({ store, telemetry: SILENT, config: CONFIG, now: () => now })),
    ...oncallOperations(CONFIG, new OverrideListStore(dynamo.client, 'incidents'), () => now),
  ]);
  const ask = async (request: HttpRequest) => {
    const { statusCode, body = '' } = await run(httpEvent({ userId: 'AIDAEXAMPLE', ...request }), CONTEXT);
    return { status: statusCode, body: JSON.parse(body) };
  };
  const at = (id: string, oid: string) => ({ params: { id, oid } });
  return {
    dynamo,
    ask,
    setNow: (instant: string) => {
      now = instant;
    },
    put: (oid: string, body: object, id = 'primary') =>
      ask({
        route: 'PUT /v1/schedules/{id}/overrides/{oid}',
        ...at(id, oid),
        body: JSON.stringify(body),
      }),
    remove: (oid: string, id = 'primary') =>
      ask({ route: 'DELETE /v1/schedules/{id}/overrides/{oid}', ...at(id, oid) }),
    list: (id = 'primary') => ask({ route: 'GET /v1/schedules/{id}/overrides', params: { id } }),
    shifts: (query: Record<string, string> = {}, id = 'primary') =>
      ask({ route: 'GET /v1/schedules/{id}/shifts', params: { id }, query }),
    onCall: async (at: string) => {
      const { body } = await ask({ route: 'GET /v1/oncall', query: { at } });
      return body.schedules[0].people;
    },
  };
}

/** Holds whoever comes until so many are there. */
function together(count: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let here = 0;
  return () => {
    here += 1;
    if (here === count) resolve();
    return promise;
  };
}

describe('setting an override', () => {
  it('puts who stands in on call, and says so wherever it is asked', async () => {
    const it = api();
    expect(await it.put('swap', CAROL_FOR_BOB)).toEqual({
      status: 200,
      body: { override: { id: 'swap', schedule: 'primary', ...CAROL_FOR_BOB }, gaps: [] },
    });
    expect(await it.onCall('2026-11-21T11:00:00Z')).toEqual([{ person: 'carol', source: 'override:swap' }]);
    expect(await it.onCall('2026-11-21T12:00:00Z')).toEqual([{ person: 'bob', source: 'daily' }]);
    expect((await it.list()).body).toEqual({
      schedule: 'primary',
      overrides: [{ id: 'swap', schedule: 'primary', ...CAROL_FOR_BOB }],
    });
    expect((await it.list('office')).body.overrides).toEqual([]);
    expect((await it.shifts({ from: '2026-11-21T09:30Z', to: '2026-11-21T13:00Z' })).body).toEqual({
      schedule: 'primary',
      from: '2026-11-21T09:30:00.000Z',
      to: '2026-11-21T13:00:00.000Z',
      shifts: [
        { start: '2026-11-21T09:00:00.000Z', end: SPAN.start, person: 'bob', source: 'daily' },
        { ...SPAN, person: 'carol', source: 'override:swap' },
        { start: SPAN.end, end: '2026-11-22T09:00:00.000Z', person: 'bob', source: 'daily' },
      ],
      gaps: [],
    });
  });

  it('29: names the gap that it leaves', async () => {
    const { body } = await api().put('off', { ...SPAN, remove: ['bob'] });
    expect(body.gaps).toEqual([SPAN]);
  });

  it('the same again is the same: one write, one entry in the audit trail', async () => {
    const it = api();
    const first = await it.put('swap', CAROL_FOR_BOB);
    expect(await it.put('swap', { ...CAROL_FOR_BOB, start: '2026-11-21T11:00:00+01:00' })).toEqual(first);
    expect(it.dynamo.items('audit')).toMatchObject([
      {
        pk: 'override:primary/swap',
        actor: 'iam:AIDAEXAMPLE',
        action: 'override.put',
        reason: 'new',
        after: expect.stringMatching(/^[0-9a-f]{64}$/),
        correlationId: 'request-1',
      },
    ]);
    expect(it.dynamo.items('incidents')).toMatchObject([{ ...overridesKey('primary'), v: 1, version: 1 }]);
  });

  it('a later one of the same id replaces it', async () => {
    const it = api();
    await it.put('swap', CAROL_FOR_BOB);
    await it.put('swap', { ...SPAN, add: ['dora'] });
    expect((await it.list()).body.overrides).toMatchObject([{ id: 'swap', add: ['dora'], remove: [] }]);
    expect(
      it.dynamo
        .items('audit')
        .map(({ reason }) => reason)
        .sort(),
    ).toEqual(['new', 'replaced']);
  });

  it.each<[what: string, schedule: string, oid: string, body: object, status: number, expected: object]>([
    ['of an unknown schedule', 'tertiary', 'x', CAROL_FOR_BOB, 404, { code: 'schedule-not-found' }],
    [
      'for people nobody knows',
      'primary',
      'x',
      { ...SPAN, add: ['carol', 'zoe'], remove: ['yan'] },
      400,
      { code: 'unknown-person', errors: [{ path: 'add.1' }, { path: 'remove.0' }] },
    ],
    ['with more fields', 'primary', 'x', { ...CAROL_FOR_BOB, id: 'y' }, 400, { code: 'invalid-input' }],
    ['for nobody', 'primary', 'x', SPAN, 400, { code: 'invalid-input' }],
    [
      'that ends before it starts',
      'primary',
      'x',
      { ...CAROL_FOR_BOB, end: SPAN.start },
      400,
      { errors: [{ path: 'end' }] },
    ],
    [
      'without a time',
      'primary',
      'x',
      { add: ['carol'] },
      400,
      { errors: [{ path: 'start' }, { path: 'end' }] },
    ],
    ['of no name', 'primary', 'A B', CAROL_FOR_BOB, 400, { errors: [{ path: 'oid' }] }],
    [
      'that ended long ago',
      'primary',
      'x',
      { ...CAROL_FOR_BOB, start: '2026-10-01T00:00Z', end: '2026-10-17T03:10Z' },
      400,
      { code: 'override-too-old', errors: [{ path: 'end' }] },
    ],
  ])('%s is refused, and nothing is written', async (_, schedule, oid, body, status, expected) => {
    const it = api();
    expect(await it.put(oid, body, schedule)).toMatchObject({ status, body: expected });
    expect([...it.dynamo.items('incidents'), ...it.dynamo.items('audit')]).toEqual([]);
  });

  it('one that names a person of another for the same time is refused and told which', async () => {
    const it = api();
    await it.put('swap', CAROL_FOR_BOB);
    expect(await it.put('again', { ...SPAN, add: ['carol'] })).toMatchObject({
      status: 409,
      body: { code: 'override-conflict', title: expect.stringContaining('"swap", which names carol') },
    });
    expect(
      await it.put('after', { start: SPAN.end, end: shift(SPAN.end, DAY), add: ['carol'] }),
    ).toMatchObject({ status: 200 });
    expect(await it.put('again', { ...SPAN, add: ['carol'] }, 'office')).toMatchObject({ status: 200 });
  });
});

describe('32: two callers at once', () => {
  const TWICE: [string, string, string, object, object, (number | undefined)[]][] = [
    ['the same override by two names', 'one', 'two', CAROL_FOR_BOB, CAROL_FOR_BOB, [200, 409]],
    ['the same override by one name', 'one', 'one', CAROL_FOR_BOB, CAROL_FOR_BOB, [200, 409]],
    ['another override by one name', 'one', 'one', CAROL_FOR_BOB, { ...SPAN, add: ['dora'] }, [200, 409]],
    ['two that go together', 'one', 'two', CAROL_FOR_BOB, { ...SPAN, add: ['dora'] }, [200, 200]],
  ];
  it.each(TWICE)('%s', async (_, one, two, body, other, expected) => {
    const it = api(together(2));
    const answers = await Promise.all([it.put(one, body), it.put(two, other)]);
    expect(answers.map(({ status }) => status).sort()).toEqual(expected);
    const stored = expected.filter((status) => status === 200).length;
    expect((await it.list()).body.overrides).toHaveLength(stored);
    expect(it.dynamo.items('audit')).toHaveLength(stored);
  });

  it('who was second can do it again', async () => {
    const it = api(together(2));
    await Promise.all([it.put('one', CAROL_FOR_BOB), it.put('one', CAROL_FOR_BOB)]);
    expect(await it.put('one', CAROL_FOR_BOB)).toMatchObject({ status: 200 });
  });

  it('four who set different ones: all are there', async () => {
    const it = api();
    const hour = (n: number) => shift(SPAN.start, n * 3_600_000);
    const bodies = Array.from({ length: 4 }, (_, n) => ({
      start: hour(n),
      end: hour(n + 1),
      add: ['carol'],
    }));
    const answers = await Promise.all(bodies.map((body, n) => it.put(`o${n}`, body)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await it.list()).body.overrides.map(({ id }: { id: string }) => id)).toEqual([
      'o0',
      'o1',
      'o2',
      'o3',
    ]);
  });

  it('taken away twice: gone once', async () => {
    const it = api();
    await it.put('swap', CAROL_FOR_BOB);
    const answers = await Promise.all([it.remove('swap'), it.remove('swap')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
  });
});

describe('taking an override away', () => {
  it('gives what it was, and the gap that it had filled', async () => {
    const it = api();
    const night = { start: '2026-11-21T20:00:00.000Z', end: '2026-11-21T22:00:00.000Z', add: ['dora'] };
    await it.put('night', night, 'office');
    expect(await it.remove('night', 'office')).toEqual({
      status: 200,
      body: {
        override: { id: 'night', schedule: 'office', ...night, remove: [] },
        gaps: [{ start: night.start, end: night.end }],
      },
    });
    expect((await it.list('office')).body.overrides).toEqual([]);
    expect(
      it.dynamo
        .items('audit')
        .map(({ action }) => action)
        .sort(),
    ).toEqual(['override.put', 'override.remove']);
  });

  it.each([
    ['primary', 'override-not-found'],
    ['tertiary', 'schedule-not-found'],
  ])('that %s has not: 404', async (schedule, code) => {
    expect(await api().remove('x', schedule)).toMatchObject({ status: 404, body: { code } });
  });
});

describe('what is kept', () => {
  it('overrides go 35 days after their end, when another is written', async () => {
    const it = api();
    await it.put('old', CAROL_FOR_BOB);
    const later = (days: number) => shift(SPAN.end, days * DAY);
    it.setNow(later(34));
    await it.put('new', { start: later(40), end: later(41), add: ['dora'] });
    expect((await it.list()).body.overrides).toMatchObject([{ id: 'old' }, { id: 'new' }]);
    it.setNow(later(35));
    await it.put('newer', { start: later(42), end: later(43), add: ['dora'] });
    expect((await it.list()).body.overrides).toMatchObject([{ id: 'new' }, { id: 'newer' }]);
  });

  it.each([
    ['500 overrides', 500, ['carol']],
    ['2000 names', 400, ['alice', 'bob', 'carol', 'dora', 'dan']],
  ])('%s of a schedule, and no more', async (_, count, add) => {
    const it = api();
    const hour = (n: number) => shift(NOW, n * 3_600_000);
    const overrides = Array.from({ length: count }, (_, n) => ({
      id: `o${n}`,
      schedule: 'primary',
      start: hour(n),
      end: hour(n + 1),
      add,
      remove: [],
    }));
    it.dynamo.seed('incidents', {
      ...overridesKey('primary'),
      v: 1,
      schedule: 'primary',
      version: 9,
      overrides,
    });
    const body = { start: hour(count), end: hour(count + 1), add: ['grace'] };
    expect(await it.put('more', body)).toMatchObject({ status: 409, body: { code: 'too-many-overrides' } });
    expect(await it.put('o0', { start: hour(0), end: hour(1), add: ['grace'] })).toMatchObject({
      status: 200,
    });
    await it.remove('o1');
    expect(await it.put('more', body)).toMatchObject({ status: 200 });
  });
});

describe('reading over the API', () => {
  it('shifts are those of the next 14 days unless asked for others', async () => {
    const { body } = await api().shifts();
    expect(body).toMatchObject({ from: NOW, to: shift(NOW, 14 * DAY) });
    expect(body.shifts).toHaveLength(15);
  });

  it('gaps are named beside the shifts', async () => {
    const { body } = await api().shifts({ from: '2026-11-21T00:00Z', to: '2026-11-22T00:00Z' }, 'office');
    expect(body.gaps).toEqual([
      { start: '2026-11-21T00:00:00.000Z', end: '2026-11-21T09:00:00.000Z' },
      { start: '2026-11-21T17:00:00.000Z', end: '2026-11-22T00:00:00.000Z' },
    ]);
  });

  it.each<[query: Record<string, string>, status: number, path: string | undefined]>([
    [{ to: '2026-11-22T00:00Z' }, 200, undefined],
    [{ from: '2026-11-22T00:00Z' }, 200, undefined],
    [{ from: '2026-11-22T00:00Z', to: '2027-11-23T00:00Z' }, 200, undefined],
    [{ from: '2026-11-22T00:00Z', to: '2027-11-23T00:00:01Z' }, 400, 'to'],
    [{ to: '2026-11-20T00:00Z' }, 400, 'to'],
    [{ from: '2026-11-22T00:00Z', to: '2026-11-22T00:00Z' }, 400, 'to'],
    [{ from: 'monday' }, 400, 'from'],
    [{ until: '2026-11-22T00:00Z' }, 400, ''],
  ])('shifts with %j: %d', async (query, status, path) => {
    const answer = await api().shifts(query);
    expect(answer.status).toBe(status);
    if (path !== undefined) expect(answer.body.errors).toMatchObject([{ path }]);
  });

  it('404 for a schedule that is not there', async () => {
    expect((await api().shifts({}, 'tertiary')).status).toBe(404);
    expect((await api().list('tertiary')).status).toBe(404);
  });

  it('an answer that would lack overrides is none', async () => {
    const it = api();
    it.dynamo.seed('incidents', { ...overridesKey('office'), v: 2 });
    expect(await it.ask({ route: 'GET /v1/oncall' })).toMatchObject({
      status: 500,
      body: { code: 'stored-item-invalid' },
    });
  });
});
