import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/kernel/errors.ts';
import type { Facts } from '../../../shared/kernel/telemetry.ts';
import type { Incident } from '../../../shared/paging/incident.ts';
import { incidentItem, wakeWrite } from '../../../shared/paging/incident-items.ts';
import type { LadderTimer } from '../../../shared/paging/ladder-client.ts';
import { makeSweepLadders } from '../../../shared/paging/sweep-ladders.ts';
import { anIncident, at } from '../../support/paging.ts';
import { SILENT, stored } from '../../support/stored-incidents.ts';

const id = (n: number) => `06ANB4YQ000000${String(n).padStart(2, '0')}`;
const late = (n: number, seconds = 60) => anIncident({ id: id(n), wakeAt: at(600 - seconds) });

function sweeper(...incidents: Incident[]) {
  const world = stored(...incidents);
  const counted: string[] = [];
  const warned: string[] = [];
  const telemetry = {
    ...SILENT,
    count: (metric: string, value: number) => void counted.push(`${metric} ${value}`),
    warn: (event: string, facts: Facts = {}) =>
      void warned.push([event, facts['incident'], facts['code']].join(' ').trim()),
  };
  return {
    ...world,
    counted,
    warned,
    sweep: (timer: LadderTimer = world.timer, now = world.now) =>
      makeSweepLadders({ list: world.list, store: world.store, timer, telemetry, now })('tick'),
  };
}

describe('the sweeper', () => {
  it('exchanges the timer of what is more than 30 seconds late, and of nothing else', async () => {
    const it = sweeper(late(1), late(2, 29), anIncident({ id: id(3), wakeAt: at(900) }));
    await it.sweep();
    expect(it.started).toEqual([{ incidentId: id(1), clock: 2, run: 1 }]);
    expect(it.all().map(({ clock }) => clock)).toEqual([2, 1, 1]);
    expect(it.counted).toEqual(['OverdueIncidents 1']);
    expect(it.audited()).toEqual(['system:sweep-ladders ladder.take-up overdue']);
  });

  it('counts nothing when nothing is late, which is what the alarm watches', async () => {
    const it = sweeper(anIncident({ wakeAt: at(900) }));
    await it.sweep();
    expect({ counted: it.counted, started: it.started }).toEqual({
      counted: ['OverdueIncidents 0'],
      started: [],
    });
  });

  it('takes up many, and goes on when one cannot be', async () => {
    const it = sweeper(...Array.from({ length: 35 }, (_, n) => late(n)));
    const timer: LadderTimer = {
      start: async (input) => {
        if (input.incidentId === id(7)) throw new AppError('no', { code: 'no', kind: 'throttled' });
        await it.timer.start(input);
      },
    };
    await it.sweep(timer);
    expect(it.started).toHaveLength(34);
    expect(it.counted).toEqual(['OverdueIncidents 34', 'StuckIncidents 1']);
    expect(it.warned).toContain(`ladder-not-taken-up ${id(7)} no`);
    await it.sweep();
    expect(it.started.filter(({ incidentId }) => incidentId === id(7))).toEqual([
      { incidentId: id(7), clock: 3, run: 1 },
    ]);
  });

  it.each([
    ['does not fit its schema', { ...incidentItem(late(1)), severity: 'SEV9' }, 'stored-item-invalid'],
    ['is gone', undefined, 'incident-not-found'],
  ])('takes up the others when an incident %s, and says which it is', async (_, item, code) => {
    const it = sweeper(late(2), late(3));
    for (const odd of [item, wakeWrite('incidents', late(1)).Put?.Item])
      if (odd !== undefined) it.dynamo.seed('incidents', odd);
    await it.sweep();
    expect(it.started.map(({ incidentId }) => incidentId)).toEqual([id(2), id(3)]);
    expect(it.counted).toEqual(['OverdueIncidents 2', 'StuckIncidents 1']);
    expect(it.warned).toContain(`ladder-not-taken-up ${id(1)} ${code}`);
  });

  it('takes up one that never acts each minute, after ten minutes every fifth, and reports it as stuck', async () => {
    const it = sweeper(late(1, 0));
    const taken: number[] = [];
    for (let minute = 0; minute <= 30; minute++) {
      const before = it.started.length;
      await it.sweep(it.timer, () => at(600 + 60 * minute));
      if (it.started.length > before) taken.push(minute);
    }
    expect(taken).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30]);
    const stuck = it.counted.filter((count) => count === 'StuckIncidents 1');
    expect(stuck).toHaveLength(21);
    expect(it.warned).toContain(`ladder-stuck ${id(1)}`);
  });

  it('takes up at once what nobody could write for long: what it is written to was down', async () => {
    const it = sweeper(late(1, 23 * 60));
    await it.sweep();
    expect(it.started).toHaveLength(1);
  });

  it('leaves one alone that somebody else has just changed', async () => {
    const it = sweeper(late(1));
    const store = { read: async () => ({ ...late(1), version: 7 }), save: it.store.save.bind(it.store) };
    await makeSweepLadders({ list: it.list, store, timer: it.timer, telemetry: SILENT, now: it.now })('tick');
    expect(it.started).toEqual([]);
  });
});
