import { expect, it } from 'vitest';
import { makeCheckReach } from '../../../shared/paging/check-reach.ts';
import type { ReachSources } from '../../../shared/paging/load-reach.ts';
import type { Override } from '../../../shared/paging/override.ts';
import { REACH_CHECKS } from '../../../shared/paging/reach-checks.ts';
import type { BusEvent } from '../../../shared/platform/bus-client.ts';
import { REACH_CONFIG, SOUND } from '../../support/reach.ts';
import { SILENT } from '../../support/stored-incidents.ts';

const NOW = '2026-03-02T08:00:00.000Z';
const of = <T>(reading: { ok: true; value: T } | { ok: false; reason: string }) => ({
  action: 'x:Read',
  read: async () => {
    if (reading.ok) return reading.value;
    throw Object.assign(new Error('quoting +4915100000001'), { name: reading.reason });
  },
});
const SOURCES: ReachSources = {
  smsSettings: of(SOUND.smsSettings),
  smsSpentUsd: of(SOUND.smsSpentUsd),
  smsSandbox: of(SOUND.smsSandbox),
  optedOut: of(SOUND.optedOut),
  mailAccount: of(SOUND.mailAccount),
  mailIdentity: of(SOUND.mailIdentity),
  contacts: of(SOUND.contacts),
  overrides: of(SOUND.overrides),
  kmsKeys: of(SOUND.kmsKeys),
  executions: of(SOUND.executions),
  stateMachines: of(SOUND.stateMachines),
  concurrency: of(SOUND.concurrency),
};

/** Which alerts a day's check raises, and what it logs. */
async function day(sources: Partial<ReachSources>) {
  const events: BusEvent[] = [];
  const logged: unknown[] = [];
  await makeCheckReach({
    sources: () => ({ ...SOURCES, ...sources }),
    bus: { put: async (put) => void events.push(...put) },
    telemetry: { ...SILENT, info: (...line) => void logged.push(line) },
    config: REACH_CONFIG,
    now: () => NOW,
  })();
  return { events, logged };
}

it('is quiet where nothing fails, and logs every verdict', async () => {
  const { events, logged } = await day({});
  expect(events).toEqual([]);
  expect(logged).toHaveLength(REACH_CHECKS.length);
  expect(logged).toContainEqual(['reach-checked', { check: 'sms-sandbox', state: 'ok' }]);
});

it('raises one alert for each check that fails, the same every day', async () => {
  const bad: Partial<ReachSources> = {
    smsSandbox: of({ ok: true, value: true }),
    contacts: of({ ok: true, value: new Map() }),
  };
  const { events } = await day(bad);
  expect(events).toMatchObject([
    {
      detail: { dedupKey: 'hygiene:reach:on-call', severity: 'SEV3', service: 'belltower', state: 'firing' },
    },
    { detail: { dedupKey: 'hygiene:reach:named-people', severity: 'SEV3' } },
    { detail: { dedupKey: 'hygiene:reach:sms-sandbox', title: expect.stringContaining('sms-sandbox') } },
  ]);
  expect((await day(bad)).events).toEqual(events);
});

it('raises an alert for a hole that an override opens, and none for one of the configuration', async () => {
  const away: Override = {
    id: 'away',
    schedule: 'primary',
    start: '2026-03-05T09:00:00.000Z',
    end: '2026-03-05T17:00:00.000Z',
    add: [],
    remove: ['alice'],
  };
  const { events } = await day({ overrides: of({ ok: true, value: [away] }) });
  expect(events).toMatchObject([
    { detail: { dedupKey: 'hygiene:reach:schedule-holes', severity: 'SEV3', service: 'belltower' } },
  ]);
  expect((await day({ overrides: of({ ok: true, value: [{ ...away, add: ['bob'] }] }) })).events).toEqual([]);
});

it('pages nobody for a warning or for what it cannot look up', async () => {
  const { events, logged } = await day({
    smsSpentUsd: of({ ok: true, value: 85 }),
    smsSandbox: of({ ok: false, reason: 'InvalidAction' }),
  });
  expect(events).toEqual([]);
  expect(logged).toContainEqual(['reach-checked', { check: 'sms-spend', state: 'warn' }]);
  expect(logged).toContainEqual(['reach-checked', { check: 'sms-sandbox', state: 'unknown' }]);
  expect(JSON.stringify(logged)).not.toContain('4915');
});
