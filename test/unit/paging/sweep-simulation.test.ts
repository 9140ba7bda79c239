import { describe, expect, it } from 'vitest';
import { type Instant, shift } from '../../../shared/kernel/instant.ts';
import { readAlert } from '../../../shared/paging/read-alert.ts';
import type { Question } from '../../../shared/paging/simulate.ts';
import {
  groupWeaknesses,
  SweepFinding,
  type Weakness,
  weaknessesAt,
} from '../../../shared/paging/sweep-simulation.ts';
import { PAYMENTS, SPEC_CONFIG, STEADY } from '../../support/simulated.ts';

const HOUR = 3_600_000;

function sweep(alert: object, from: Instant, hours: number, question: Partial<Question> = {}) {
  const read = readAlert(JSON.stringify(alert), from, SPEC_CONFIG, (key) => key);
  const signals = read.kind === 'signals' ? read.signals : [];
  const instants = Array.from({ length: hours }, (_, hour) => shift(from, hour * HOUR));
  const weak = instants.map((at) => ({
    at,
    weaknesses: weaknessesAt(signals, { config: SPEC_CONFIG, at, ...question }),
  }));
  return groupWeaknesses(weak, HOUR).map((finding) => SweepFinding.parse(finding));
}

describe('a sweep over many moments', () => {
  it('finds nothing where every first rung reaches somebody', () => {
    expect(sweep(PAYMENTS, STEADY, 48)).toEqual([]);
  });

  it('finds when nobody is on call on the first rung, and says which rung reaches somebody', () => {
    // The schedule has somebody on Sundays, UTC, only: from Saturday noon on, twelve hours without, and 24 with.
    const found = sweep({ ...PAYMENTS, service: 'empty' }, '2026-11-21T12:00:00.000Z', 48);
    expect(found).toMatchObject([
      { from: '2026-11-21T12:00:00.000Z', to: '2026-11-21T23:00:00.000Z', count: 12 },
      { from: '2026-11-23T00:00:00.000Z', to: '2026-11-23T11:00:00.000Z', count: 12 },
    ]);
    expect(found[0]).toMatchObject({
      kind: 'first-rung-empty',
      route: 3,
      ladder: 'empty',
      firstRung: { pass: 0, rung: 0, targets: [{ target: 'schedule sundays', people: [] }] },
      reached: { pass: 0, rung: 1, ladder: 'empty', after: '0s', people: ['carol'] },
    });
  });

  it('finds when whoever is on call cannot be reached, and only then', () => {
    const found = sweep(PAYMENTS, '2026-11-21T00:10:00.000Z', 72, { unreachable: new Set(['anna']) });
    expect(found).toMatchObject([
      {
        from: '2026-11-21T03:10:00.000Z',
        to: '2026-11-22T02:10:00.000Z',
        count: 24,
        kind: 'first-rung-unreachable',
        firstRung: { targets: [{ target: 'schedule primary', people: ['anna'] }] },
        reached: { rung: 1, after: '0s', people: ['ben'] },
      },
      { from: '2026-11-23T03:10:00.000Z', to: '2026-11-23T23:10:00.000Z', count: 21 },
    ]);
  });

  it.each<[string, Set<string>]>([
    ['by one method, where another is left', new Set(['anna:sms', 'alice:sms'])],
    ['some of all hands', new Set(['anna', 'alice', 'carol'])],
  ])('takes no offence at people out of reach %s', (_name, unreachable) => {
    expect(sweep({ ...PAYMENTS, severity: 'SEV1' }, STEADY, 48, { unreachable })).toEqual([]);
  });

  it('finds when nobody at all is reached', () => {
    const unreachable = new Set(SPEC_CONFIG.organization.people.map(({ id }) => id));
    const found = sweep({ title: 'x' }, STEADY, 3, { unreachable });
    expect(found).toMatchObject([{ kind: 'nobody-reached', count: 3, ladder: 'catch-all' }]);
    expect(found[0]?.reached).toBeUndefined();
  });

  it('has nothing to find where nobody is to be paged', () => {
    expect(sweep({ title: 'x', severity: 'SEV4' }, STEADY, 3)).toEqual([]);
  });
});

describe('neighbouring instants', () => {
  const weakness = (route: number): Weakness => ({
    route,
    service: 's',
    severity: 'SEV2',
    ladder: 'l',
    kind: 'nobody-reached',
  });

  it('are one range for as long as the answer is the same, for each route by itself', () => {
    const routes = [[0], [0, 1], [1], [0], [], [0]];
    const instants = routes.map((list, hour) => ({
      at: shift(STEADY, hour * HOUR),
      weaknesses: list.map(weakness),
    }));
    const found = groupWeaknesses(instants, HOUR).map(({ route, from, count }) => [
      route,
      (Date.parse(from) - Date.parse(STEADY)) / HOUR,
      count,
    ]);
    expect(found).toEqual([
      [0, 0, 2],
      [1, 1, 2],
      [0, 3, 1],
      [0, 5, 1],
    ]);
  });
});
