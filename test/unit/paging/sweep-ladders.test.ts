import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/kernel/errors.ts';
import type { Incident } from '../../../shared/paging/incident.ts';
import type { LadderTimer } from '../../../shared/paging/ladder-client.ts';
import { makeSweepLadders } from '../../../shared/paging/sweep-ladders.ts';
import { anIncident, at } from '../../support/paging.ts';
import { SILENT, stored } from '../../support/stored-incidents.ts';

const id = (n: number) => `06ANB4YQ000000${String(n).padStart(2, '0')}`;
const late = (n: number, seconds = 60) => anIncident({ id: id(n), wakeAt: at(600 - seconds) });

function sweeper(...incidents: Incident[]) {
  const world = stored(...incidents);
  const counted: number[] = [];
  const telemetry = { ...SILENT, count: (_: string, value: number) => void counted.push(value) };
  return {
    ...world,
    counted,
    sweep: (timer: LadderTimer = world.timer) =>
      makeSweepLadders({ list: world.list, store: world.store, timer, telemetry, now: world.now })('tick'),
  };
}

describe('the sweeper', () => {
  it('exchanges the timer of what is more than 30 seconds late, and of nothing else', async () => {
    const it = sweeper(late(1), late(2, 29), anIncident({ id: id(3), wakeAt: at(900) }));
    await it.sweep();
    expect(it.started).toEqual([{ incidentId: id(1), clock: 2, run: 1 }]);
    expect(it.all().map(({ clock }) => clock)).toEqual([2, 1, 1]);
    expect(it.counted).toEqual([1]);
    expect(it.audited()).toEqual(['system:sweep-ladders ladder.take-up overdue']);
  });

  it('counts nothing when nothing is late, which is what the alarm watches', async () => {
    const it = sweeper(anIncident({ wakeAt: at(900) }));
    await it.sweep();
    expect({ counted: it.counted, started: it.started }).toEqual({ counted: [0], started: [] });
  });

  it('takes up many, and goes on when one cannot be', async () => {
    const it = sweeper(...Array.from({ length: 35 }, (_, n) => late(n)));
    const timer: LadderTimer = {
      start: async (input) => {
        if (input.incidentId === id(7)) throw new AppError('no', { code: 'no', kind: 'throttled' });
        await it.timer.start(input);
      },
    };
    await expect(it.sweep(timer)).rejects.toMatchObject({
      code: 'sweep-incomplete',
      kind: 'unavailable',
      message: '1 of 35 overdue ladders could not be taken up',
    });
    expect(it.started).toHaveLength(34);
    await it.sweep();
    expect(it.started.filter(({ incidentId }) => incidentId === id(7))).toEqual([
      { incidentId: id(7), clock: 3, run: 1 },
    ]);
  });

  it('leaves one alone that somebody else has just changed', async () => {
    const it = sweeper(late(1));
    const store = { read: async () => ({ ...late(1), version: 7 }), save: it.store.save.bind(it.store) };
    await makeSweepLadders({ list: it.list, store, timer: it.timer, telemetry: SILENT, now: it.now })('tick');
    expect(it.started).toEqual([]);
  });
});
