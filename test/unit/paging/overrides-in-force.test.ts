import { describe, expect, it } from 'vitest';
import type { Telemetry } from '../../../shared/kernel/telemetry.ts';
import { makeActOnLadder } from '../../../shared/paging/act-on-ladder.ts';
import { readableOverrides } from '../../../shared/paging/all-overrides.ts';
import { PagingConfig } from '../../../shared/paging/config.ts';
import { describeIncident } from '../../../shared/paging/describe-incident.ts';
import { Override } from '../../../shared/paging/override.ts';
import type { OverrideListStore } from '../../../shared/paging/override-store.ts';
import { overridesKey } from '../../../shared/paging/runtime-items.ts';
import { anIncident, at } from '../../support/paging.ts';
import { PLAYED_CONFIG } from '../../support/played-config.ts';
import { SILENT, stored } from '../../support/stored-incidents.ts';

const schedule = (id: string, participants: string[]) => ({
  id,
  timeZone: 'UTC',
  layers: [{ id: 'daily', start: '2026-11-20T09:00', rotation: { every: 1, unit: 'day' }, participants }],
});
const CONFIG = PagingConfig.parse({
  ...PLAYED_CONFIG,
  paging: {
    ...PLAYED_CONFIG.paging,
    ladders: [
      {
        id: 'payments',
        rungs: [
          { after: '0m', targets: [{ schedule: 'primary' }] },
          { after: '15m', targets: [{ schedule: 'secondary' }] },
        ],
      },
      ...PLAYED_CONFIG.paging.ladders.filter(({ id }) => id !== 'payments'),
    ],
    schedules: [schedule('primary', ['alice']), schedule('secondary', ['bob'])],
  },
});

const swap = (of: string, person: string, by: string) =>
  Override.parse({ id: 'swap', schedule: of, start: at(-60), end: at(86_400), add: [by], remove: [person] });
const item = (override: Override) => ({
  ...overridesKey(override.schedule),
  v: 1,
  schedule: override.schedule,
  version: 1,
  overrides: [override],
});

/** What was counted, and what was warned of. */
function heard() {
  const words: string[] = [];
  const telemetry: Telemetry = {
    ...SILENT,
    warn: (event, facts) => void words.push(`${event} ${JSON.stringify(facts)}`),
    count: (metric, value) => void words.push(`${metric} ${value}`),
  };
  return { words, telemetry };
}

/** Whom the first wake of an incident pages. `list`: they cannot be read with it, and what a query for them does. */
async function paged(seeded: readonly object[], list?: OverrideListStore['list']) {
  const { dynamo, store, storms, wakes, overrides, now } = stored(anIncident());
  const alone = { read: async (id: string) => ({ incident: await store.read(id), overrides: undefined }) };
  for (const one of seeded) dynamo.seed('incidents', { ...one });
  const { words, telemetry } = heard();
  const act = makeActOnLadder({
    store,
    storms,
    silences: { list: async () => [] },
    wakes: list === undefined ? wakes : alone,
    overrides: readableOverrides(list === undefined ? overrides : { list }, telemetry),
    bus: { put: async () => {} },
    telemetry,
    config: CONFIG,
    now,
  });
  const { dispatch } = await act({ incidentId: anIncident().id, clock: 1, run: 1, pass: 0 }, 'c');
  return { people: dispatch.flatMap((order) => ('person' in order ? [order.person] : [])), words };
}

describe('the pager', () => {
  it('pages who stands in', async () => {
    expect(await paged([item(swap('primary', 'alice', 'carol'))])).toEqual({ people: ['carol'], words: [] });
  });

  it('pages as configured where there is no override of this schedule', async () => {
    expect(await paged([item(swap('secondary', 'bob', 'carol'))])).toEqual({ people: ['alice'], words: [] });
  });

  it('pages by the schedules as configured when overrides cannot be read, and counts it', async () => {
    const list = () => Promise.reject(new Error('the table is away'));
    expect(await paged([item(swap('primary', 'alice', 'carol'))], list)).toEqual({
      people: ['alice'],
      words: ['overrides-unread {"schedules":[]}', 'OverridesUnread 1'],
    });
  });

  it('asks for the overrides once more when DynamoDB did not give all of them with the incident', async () => {
    const list = async () => ({ overrides: [swap('primary', 'alice', 'carol')], unreadable: [] });
    expect(await paged([], list)).toEqual({ people: ['carol'], words: [] });
  });

  it('heeds the overrides of other schedules when those of one cannot be understood, and says of which', async () => {
    const odd = { ...overridesKey('secondary'), v: 2, lists: [] };
    expect(await paged([odd, item(swap('primary', 'alice', 'carol'))])).toEqual({
      people: ['carol'],
      words: ['overrides-unread {"schedules":["secondary"]}', 'OverridesUnread 1'],
    });
  });
});

describe('what a paged person is told comes next', () => {
  const OPEN = anIncident({
    paged: ['alice'],
    climb: { ...anIncident().climb, begun: 1, next: { pass: 0, rung: 1 } },
  });
  it.each([
    ['as configured', [], ['bob person']],
    ['by the override that is in force then', [swap('secondary', 'bob', 'dan')], ['dan person']],
  ])('%s', (_, overrides, people) => {
    const { next } = describeIncident(OPEN, [], CONFIG, 'alice', at(60), overrides);
    expect(next).toMatchObject({ at: at(900), people });
  });
});
