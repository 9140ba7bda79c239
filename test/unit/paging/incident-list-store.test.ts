import { describe, expect, it } from 'vitest';
import type { Incident } from '../../../shared/paging/incident.ts';
import {
  deliveryWrite,
  incidentItem,
  timelineItem,
  wakeWrite,
} from '../../../shared/paging/incident-items.ts';
import { IncidentListStore } from '../../../shared/paging/incident-list-store.ts';
import { toResolved } from '../../../shared/paging/transitions.ts';
import { encodeCursor } from '../../../shared/runtime/dynamo.ts';
import { MemoryDynamo } from '../../support/memory-dynamo.ts';
import { anIncident, at, T0 } from '../../support/paging.ts';

const TABLE = 'incidents';
const id = (n: number) => `06ANB4YQ000000${String(n).padStart(2, '0')}`;
const open = (n: number, changes: Partial<Incident> = {}) =>
  anIncident({
    id: id(n),
    startedAt: at(n),
    team: n % 2 === 0 ? 'payments' : 'data',
    ...(changes as object),
  });
const closed = (n: number) => toResolved(open(n), { by: 'person:a', at: T0, reason: 'by-hand' });

function holding(...incidents: Incident[]) {
  const dynamo = new MemoryDynamo();
  for (const incident of incidents) dynamo.seed(TABLE, incidentItem(incident));
  return { dynamo, store: new IncidentListStore(dynamo.client, TABLE) };
}

const ALL = { state: undefined, team: undefined, cursor: undefined, limit: 100 };
const SIX = [open(1), closed(2), open(3), closed(4), open(5), open(6)];

describe('list', () => {
  it.each([
    ['everything: open ones first, newest first', ALL, [6, 5, 3, 1, 4, 2]],
    ['one state', { ...ALL, state: 'resolved' as const }, [4, 2]],
    ['one team', { ...ALL, team: 'data' }, [5, 3, 1]],
    ['a state nobody is in', { ...ALL, state: 'acknowledged' as const }, []],
  ])('%s', async (_, filter, expected) => {
    const { incidents, cursor } = await holding(...SIX).store.list(filter);
    expect(incidents.map((incident) => incident.id)).toEqual(expected.map(id));
    expect(cursor).toBeUndefined();
  });

  it.each([1, 2, 3, 4, 5])('goes on where it was, %d at a time, and leaves none out', async (limit) => {
    const { store } = holding(...SIX);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.list({ ...ALL, limit, cursor });
      expect(page.incidents.length).toBeLessThanOrEqual(limit);
      seen.push(...page.incidents.map((incident) => incident.id));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual([6, 5, 3, 1, 4, 2].map(id));
  });

  it('leaves out one that cannot be read, and shows the others', async () => {
    const { dynamo, store } = holding(...SIX);
    dynamo.seed(TABLE, { ...incidentItem(open(7)), severity: 'SEV9' });
    const { incidents } = await store.list(ALL);
    expect(incidents.map((incident) => incident.id)).toEqual([6, 5, 3, 1, 4, 2].map(id));
  });

  it.each<[what: string, key: Record<string, string>]>([
    ['of another partition', { gsi1pk: 'DUE' }],
    ['of half a key', { gsi1pk: 'OPEN', pk: 'INC#x' }],
    ['of an empty key', { gsi1pk: 'OPEN', gsi1sk: '', pk: 'INC#x', sk: 'I' }],
    ['with more in it', { gsi1pk: 'OPEN', gsi1sk: 'a', pk: 'INC#x', sk: 'I', more: 'x' }],
  ])('refuses a cursor %s as bad input', async (_, key) => {
    const listing = holding().store.list({ ...ALL, cursor: encodeCursor(key) });
    await expect(listing).rejects.toMatchObject({ kind: 'invalid', faults: [{ path: 'cursor' }] });
  });
});

describe('readWhole', () => {
  it('gives the record, its timeline in order of time and its deliveries', async () => {
    const { dynamo, store } = holding(open(1));
    const entry = { v: 1, kind: 'note', actor: 'person:a', reason: 'by-hand' } as const;
    for (const seconds of [9, 3, 6])
      dynamo.seed(TABLE, timelineItem(id(1), { ...entry, at: at(seconds), key: `k${seconds}` }));
    const { timeline, deliveries } = await store.readWhole(id(1));
    expect(timeline.map((event) => event.at)).toEqual([at(3), at(6), at(9)]);
    expect(deliveries).toEqual([]);
  });

  it('says when there is none', () =>
    expect(holding().store.readWhole(id(1))).rejects.toMatchObject({ kind: 'not-found' }));
});

describe('listOverdue', () => {
  const page = {
    v: 1,
    pass: 0,
    rung: 0,
    person: 'alice',
    step: 0,
    method: 'sms',
    state: 'planned',
    tries: 0,
    reason: 'step-due',
  } as const;
  const duePut = (item: ReturnType<typeof wakeWrite>) => item.Put?.Item ?? {};

  it.each([
    [
      'a ladder 31 seconds late',
      [duePut(wakeWrite(TABLE, open(1, { wakeAt: at(-31) })))],
      [{ incident: id(1), run: undefined, since: at(-31) }],
    ],
    ['not one 29 seconds late', [duePut(wakeWrite(TABLE, open(1, { wakeAt: at(-29) })))], []],
    [
      'a page dispatched 76 seconds ago, by its run',
      [duePut(deliveryWrite(TABLE, { ...page, incident: id(2), run: 3, dispatchedAt: at(-76) }, undefined))],
      [{ incident: id(2), run: 3, since: at(-31) }],
    ],
    [
      'not one 74 seconds ago',
      [duePut(deliveryWrite(TABLE, { ...page, incident: id(2), run: 3, dispatchedAt: at(-74) }, undefined))],
      [],
    ],
    [
      'an incident once, by its oldest page',
      [
        duePut(wakeWrite(TABLE, open(2, { wakeAt: at(-500) }))),
        ...[3, 2, 4].map((run) =>
          duePut(
            deliveryWrite(TABLE, { ...page, incident: id(2), run, dispatchedAt: at(-500 + run) }, undefined),
          ),
        ),
      ],
      [{ incident: id(2), run: 2, since: at(-500) }],
    ],
    ['nothing of an item it cannot read', [{ pk: 'x', sk: 'y', gsi1pk: 'DUE', gsi1sk: at(-500) }], []],
  ])('finds %s', async (_, items, expected) => {
    const { dynamo, store } = holding();
    for (const item of items) dynamo.seed(TABLE, item);
    expect(await store.listOverdue(T0)).toEqual(expected);
  });
});
