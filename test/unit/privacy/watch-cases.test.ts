import { describe, expect, it } from 'vitest';
import { addDays, type Day } from '../../../shared/kernel/day.ts';
import { millis } from '../../../shared/kernel/duration.ts';
import { type Instant, shift } from '../../../shared/kernel/instant.ts';
import { AlertRaised } from '../../../shared/paging/events.ts';
import { Case, stepsOf } from '../../../shared/privacy/case.ts';
import { caseAlert } from '../../../shared/privacy/case-alert.ts';
import type { PrivacySection } from '../../../shared/privacy/config.ts';
import type { Holds } from '../../../shared/privacy/hold.ts';
import { type CaseWatch, Told, watchCase } from '../../../shared/privacy/watch-cases.ts';
import { dataMap, system } from '../../support/data-map.ts';
import { ErasureWorld, newCase, type Played, START } from '../../support/erasure-world.ts';

const MAP = dataMap([system('crm', { owner: 'payments' }), system('shop', { owner: 'storefront' })]);
const NONE: Holds = { kind: 'known', holds: [] };

/** A case that is watched again and again, and what it was heard of. */
class Watch {
  readonly heard: string[] = [];
  told: Told = { open: [], reminders: [] };
  readonly #map: PrivacySection;

  constructor(map = MAP) {
    this.#map = map;
  }

  at(now: Instant, of: Case, more: { moved?: Instant; holds?: Holds; running?: boolean } = {}): CaseWatch {
    const watched = { of, moved: now, holds: NONE, running: true, closed: false, told: this.told, ...more };
    const watch = watchCase(watched, this.#map, now);
    this.told = Told.parse(JSON.parse(JSON.stringify(watch.told)));
    for (const { state, kind, system: where = '', reason } of watch.alerts)
      this.heard.push(`${state} ${kind} ${where} ${reason}`.replace('  ', ' '));
    return watch;
  }
}

function played(of: Readonly<Record<string, Played>>, until: (of: Case) => boolean): ErasureWorld {
  return new ErasureWorld(MAP, of).run(until);
}

describe('a case that is watched', () => {
  it('is heard of once for each reminder, once at risk, once overdue, and when it is over (8)', () => {
    const watch = new Watch();
    const of = newCase({ state: 'on_hold', since: START, work: { state: 'grace', until: START } });
    for (let hours = 0; hours < 40 * 24; hours++) watch.at(shift(START, hours * millis('1h')), of);
    expect(watch.heard).toEqual([
      'firing reminder reminder-1',
      'resolved reminder reminder-1',
      'firing reminder reminder-2',
      'resolved reminder reminder-2',
      'firing reminder reminder-3',
      'firing at-risk at-risk',
      'resolved at-risk at-risk',
      'firing overdue overdue',
    ]);
    const withdrawn = newCase({
      state: 'certified',
      outcome: 'withdrawn',
      reason: 'withdrawn-in-time',
      closed: START,
      results: [],
      kept: [],
      steps: [],
      keys: [],
      held: [],
      sweeps: 0,
    });
    watch.at(shift(START, millis('41d')), withdrawn);
    expect(watch.heard.slice(8)).toEqual(['resolved reminder reminder-3', 'resolved overdue overdue']);
    expect(watch.told.open).toEqual([]);
  });

  it('received on each of 1,461 days of a leap cycle is reminded of at most once for each reminder (56)', () => {
    let day: Day = '2024-01-01';
    for (let count = 0; count < 1461; count++, day = addDays(day, 1)) {
      const received = `${day}T00:00:00.000Z`;
      const of = Case.parse({ ...newCase(), received });
      const watch = new Watch();
      for (const days of [0, 20, 21, 22, 23, 24, 27, 28, 29, 35])
        watch.at(shift(received, days * millis('1d')), of);
      expect(watch.heard.filter((line) => line.startsWith('firing reminder'))).toEqual(
        [1, 2, 3].map((n) => `firing reminder reminder-${n}`),
      );
    }
  });

  it('is not reminded of again when the clock goes on after it stood still', () => {
    const watch = new Watch();
    const received = newCase({ state: 'received' });
    watch.at(shift(START, millis('21d')), received, { moved: shift(START, millis('21d')) });
    const asked = newCase({ state: 'verifying', since: shift(START, millis('22d')), failures: 0 });
    watch.at(shift(START, millis('22d')), asked);
    const pause = { from: shift(START, millis('22d')), to: shift(START, millis('26d')) };
    watch.at(shift(START, millis('26d')), Case.parse({ ...newCase(), pauses: [pause] }));
    expect(watch.heard).toEqual(['firing reminder reminder-1', 'resolved reminder reminder-1']);
  });

  it('says nothing new when it is asked again, whatever it said', () => {
    const watch = new Watch();
    const { stored, now } = played({ crm: { downFor: '40d' } }, ({ stage }) => stage.state === 'erasing');
    const late = shift(now, millis('30d'));
    watch.at(late, stored, { moved: now, running: false, holds: { kind: 'unreachable' } });
    const once = [...watch.heard];
    watch.at(late, stored, { moved: now, running: false, holds: { kind: 'unreachable' } });
    expect(once).not.toEqual([]);
    expect(watch.heard).toEqual(once);
  });

  it('is stuck when nothing moved for a day, once, until it moves', () => {
    const watch = new Watch();
    const { stored, now } = played({ crm: { downFor: '40d' } }, ({ stage }) => stage.state === 'erasing');
    for (const hours of [23, 24, 25, 48]) watch.at(shift(now, hours * millis('1h')), stored, { moved: now });
    const moved = shift(now, millis('49h'));
    watch.at(moved, stored, { moved });
    expect(watch.heard.filter((line) => line.includes('stuck'))).toEqual([
      'firing stuck nothing-moved-for-24h',
      'resolved stuck nothing-moved-for-24h',
    ]);
  });

  it('is told to the team of a system that is down for days, and that it is up again (14)', () => {
    const watch = new Watch();
    const world = new ErasureWorld(MAP, { crm: { downFor: '5d' } }).run((of) =>
      stepsOf(of).some(({ erase }) => erase.status === 'waiting' && erase.parked),
    );
    const { alerts } = watch.at(world.now, world.stored);
    world.run(({ stage }) => stage.state === 'certified');
    watch.at(world.now, world.stored);
    expect(alerts).toMatchObject([{ kind: 'step-parked', system: 'crm', owner: 'payments' }]);
    expect(watch.heard).toEqual(['firing step-parked crm down', 'resolved step-parked crm down']);
  });

  it('is told to whoever does something by hand, as a ticket, until they have said that it is done', () => {
    const paper = {
      id: 'paper',
      connector: 'manual',
      owner: 'platform',
      classes: [{ id: 'x', erase: 'delete' }],
    };
    const map = dataMap([system('crm'), paper]);
    const watch = new Watch(map);
    const world = new ErasureWorld(map, { paper: { callsBackAfter: '5d' } }).run((of) =>
      stepsOf(of).some(({ system: id, erase }) => id === 'paper' && erase.status === 'sent'),
    );
    const { alerts } = watch.at(world.now, world.stored);
    expect(alerts).toMatchObject([
      { kind: 'by-hand', system: 'paper', owner: 'platform', reason: 'to-erase' },
    ]);
    expect(alerts.map(caseAlert)).toMatchObject([{ service: 'platform', severity: 'SEV4', tier: 'ticket' }]);
    world.run(({ stage }) => stage.state === 'certified');
    watch.at(world.now, world.stored);
    expect(watch.heard.at(-1)).toBe('resolved by-hand paper to-erase');
  });

  it.each<[name: string, played: Played, reason: string]>([
    [
      'may not write',
      { says: { answer: 'failed', failure: 'forbidden', code: 'no-write-right' } },
      'no-write-right',
    ],
    [
      'has no table',
      { says: { answer: 'failed', failure: 'misconfigured', code: 'target-missing' } },
      'target-missing',
    ],
    ['is never empty', { leaves: 9 }, 'residue-after-3-rounds'],
  ])('is told to the team of a system that %s (22, 23, 18)', (_, crm, reason) => {
    const watch = new Watch();
    const world = new ErasureWorld(MAP, { crm }).run();
    const { alerts } = watch.at(world.now, world.stored);
    expect(alerts).toMatchObject([
      { kind: 'person-needed', system: 'crm', owner: 'payments', reason, state: 'firing' },
    ]);
  });

  it('keeps what it said of its systems while nobody can say what is held, and says that (13)', () => {
    const watch = new Watch();
    const crm = { says: { answer: 'failed', failure: 'forbidden', code: 'no-write-right' } } as const;
    const world = new ErasureWorld(MAP, { crm }).run();
    watch.at(world.now, world.stored);
    watch.at(world.now, world.stored, { holds: { kind: 'unreachable' } });
    watch.at(world.now, world.stored);
    expect(watch.heard).toEqual([
      'firing person-needed crm no-write-right',
      'firing holds-unreachable holds-unreachable',
      'resolved holds-unreachable holds-unreachable',
    ]);
  });

  it('is started again when nothing works on it, which is heard once (38)', () => {
    const watch = new Watch();
    const of = newCase();
    expect(watch.at(START, of, { running: false }).restart).toBe(true);
    expect(watch.at(START, of, { running: false }).restart).toBe(true);
    expect(watch.at(START, of).restart).toBe(false);
    expect(watch.heard).toEqual(['firing workflow-gone no-execution', 'resolved workflow-gone no-execution']);
  });
});

describe('an alert about a case', () => {
  const alert = { case: 'case-1', due: START, reason: 'down', kind: 'step-parked', system: 'crm' } as const;

  it('is one incident of the team for each case and kind, whichever system it is', () => {
    const firing = caseAlert({ ...alert, owner: 'payments', state: 'firing' });
    expect(AlertRaised.parse(firing)).toEqual(firing);
    expect(firing).toMatchObject({
      service: 'payments',
      dedupKey: 'privacy:case-1:step-parked',
      fingerprint: 'crm',
      severity: 'SEV3',
    });
    expect(caseAlert({ ...alert, owner: 'payments', state: 'resolved' })).toEqual({
      ...firing,
      state: 'resolved',
    });
  });

  it.each<[kind: 'reminder' | 'at-risk' | 'overdue', severity: string, tier: string | undefined]>([
    ['reminder', 'SEV4', 'ticket'],
    ['at-risk', 'SEV3', undefined],
    ['overdue', 'SEV2', undefined],
  ])('of the kind %s is %s, %s, and of the service privacy', (kind, severity, tier) => {
    const { system: _, ...rest } = alert;
    const raised = caseAlert({ ...rest, kind, state: 'firing' });
    expect(raised).toMatchObject({ service: 'privacy', severity });
    expect(raised.tier).toBe(tier);
  });
});
