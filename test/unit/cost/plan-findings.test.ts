import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChartDay } from '../../../shared/cost/chart-day.ts';
import { CostSection } from '../../../shared/cost/config.ts';
import { decideAnswer } from '../../../shared/cost/decide-answer.ts';
import type { Finding } from '../../../shared/cost/finding.ts';
import { FindingRecord } from '../../../shared/cost/finding-record.ts';
import { tierOf } from '../../../shared/cost/finding-tier.ts';
import { planFindings, toBeTold } from '../../../shared/cost/plan-findings.ts';
import { policyOf } from '../../../shared/cost/policy.ts';
import { verdictsOf } from '../../../shared/cost/verdicts-of.ts';
import { addDays } from '../../../shared/kernel/day.ts';
import { UNIT } from '../../../shared/kernel/money.ts';
import { aFinding, aRecord, chartOf, DAY, daysFrom, mailed, morningAfter } from '../../support/findings.ts';

const POLICY = policyOf(CostSection.parse({ thresholds: { pageAboveUsdPerDay: 500 } }), []);

/** Mornings one after the other, as the functions live them: what is due is told at once. */
function watch() {
  let records: FindingRecord[] = [];
  const told: string[] = [];
  const run = (
    n: number,
    findings: readonly Finding[],
    fresh: (finding: Finding) => ChartDay[] = chartOf,
  ) => {
    const at = morningAfter(n);
    const scored = { from: addDays(DAY, n - 2), to: addDays(DAY, n) };
    const planned = planFindings({ findings, records, scored, chartOf: fresh, policy: POLICY, at });
    for (const { after } of planned) {
      expect(FindingRecord.parse(after)).toEqual(after);
      records = [...records.filter(({ id }) => id !== after.id), after];
    }
    const due = toBeTold(planned, records);
    records = records.map((record) => {
      if (record.due === undefined || !due.includes(record.id)) return record;
      const { due: message, ...rest } = record;
      const paged = message.what === 'closed' ? record.told.some(({ via }) => via === 'page') : page(record);
      told.push(`${n}: ${message.what}${paged ? ' (page)' : ''}, ${message.reason}`);
      return {
        ...rest,
        told: [...record.told, { ...mailed(message.what, at), via: paged ? 'page' : 'mail' } as const],
      };
    });
    return planned.map(({ reason }) => reason);
  };
  const page = ({ finding }: FindingRecord) => tierOf(finding, POLICY).tier === 'page';
  const only = (): FindingRecord => {
    const [record] = records;
    if (record === undefined || records.length > 1) throw new Error(`${records.length} records`);
    return record;
  };
  const answer = (n: number, wish: Parameters<typeof decideAnswer>[1]) => {
    const decided = decideAnswer(only(), wish, 'team:payments', morningAfter(n));
    if (!decided.ok) throw new Error(decided.code);
    records = [decided.after];
  };
  return { run, answer, told, only, records: () => records };
}

/** A step that goes on since `DAY`, as it is found on the morning after the n-th day. */
function step(n: number, changes: Partial<Finding> = {}): Finding {
  return aFinding({ days: daysFrom(n + 1), dataAsOf: addDays(DAY, n), ...changes });
}

/** The chart when AWS has restated a day. */
function restated(day: string, cost: number) {
  return (finding: Finding) =>
    chartOf(finding).map((one) => (one.day === day ? { ...one, micros: cost * UNIT } : one));
}

const DROP = { kind: 'drop', actual: 55 * UNIT, impact: -45 * UNIT, total: -45 * UNIT } as const;

describe('what becomes of the findings of a run', () => {
  it('a rise is told on its first day, though provisional, and not again', () => {
    const { run, told, only } = watch();
    expect(run(0, [step(0)])).toEqual(['new']);
    run(1, [step(1)]);
    run(2, [step(2)]);
    expect(told).toEqual(['0: opened, new']);
    expect(only()).toMatchObject({ state: 'open', finding: { days: daysFrom(3) } });
  });

  it('20: a provisional drop is kept and not told; when the day turns out usual nobody ever hears of it', () => {
    const { run, told, only } = watch();
    expect(run(0, [aFinding(DROP)])).toEqual(['provisional-drop']);
    expect(run(1, [], restated(DAY, 101))).toEqual(['restated-to-usual']);
    expect(only().state).toBe('restated');
    expect(told).toEqual([]);
  });

  it('20: a drop that AWS has settled is told', () => {
    const { run, told } = watch();
    run(0, [aFinding(DROP)]);
    run(1, [aFinding({ ...DROP, provisional: false })]);
    expect(told).toEqual(['1: opened, final']);
  });

  it('21: a provisional rise that is restated to the usual closes itself, in the same thread', () => {
    const { run, told, only } = watch();
    run(0, [aFinding({ actual: 190 * UNIT, impact: 90 * UNIT })]);
    const { id } = only();
    expect(run(1, [], restated(DAY, 104))).toEqual(['restated-to-usual']);
    expect(only()).toMatchObject({ id, state: 'restated', told: [{ what: 'opened' }, { what: 'closed' }] });
    expect(told).toEqual(['0: opened, new', '1: closed, restated-to-usual']);
  });

  it('what was restated and comes back is told again, by the same record', () => {
    const { run, told, only } = watch();
    run(0, [step(0)]);
    run(1, [], restated(DAY, 104));
    run(2, [aFinding({ provisional: false })]);
    expect(told.at(-1)).toBe('2: opened, returned');
    expect(only().state).toBe('open');
  });

  it('a late finding is dated to its day', () => {
    const { run, told, only } = watch();
    run(2, [aFinding({ provisional: false })]);
    expect(told).toEqual(['2: opened, late']);
    expect(only().finding.firstDate).toBe(DAY);
  });

  it('what is older than the days of the run is kept and not told', () => {
    const { run, told, only } = watch();
    run(9, [aFinding({ provisional: false })]);
    expect([told, only().state]).toEqual([[], 'ended']);
  });

  it('a day that AWS did not state closes nothing', () => {
    const { run, only } = watch();
    run(0, [step(0)]);
    const missing = (finding: Finding) => chartOf(finding).filter(({ day }) => day !== DAY);
    expect(run(1, [], missing)).toEqual([]);
    expect(only().state).toBe('open');
  });

  it('a finding that only a change of the rules took away ends in silence: nothing was restated', () => {
    const { run, told, only } = watch();
    run(0, [step(0)]);
    run(1, []);
    expect([only().state, told.length]).toEqual(['ended', 1]);
  });

  it('26: a ramp of 2% a day is one record and at most two messages, whatever it is called on the way', () => {
    const { run, told, records } = watch();
    for (let n = 9; n < 40; n++) {
      const impact = Math.round(100 * UNIT * (1.02 ** n - 1));
      const ramp = { actual: 100 * UNIT + impact, impact, dataAsOf: addDays(DAY, n) };
      const drift = step(n, {
        ...ramp,
        kind: 'drift',
        gate: 'persistence',
        firstDate: addDays(DAY, n - 9),
        days: daysFrom(10, addDays(DAY, n - 9)),
      });
      const spike = aFinding({ ...ramp, firstDate: addDays(DAY, n), days: [addDays(DAY, n)] });
      run(n, n % 3 === 0 ? [drift, spike] : n % 3 === 1 ? [spike] : [drift]);
    }
    expect(told).toEqual(['9: opened, new', '16: reminder, unanswered']);
    expect(records()).toHaveLength(1);
  });

  it('28: a step that stays is told on day 1, once more a week later, and becomes usual after two', () => {
    const { run, told, only } = watch();
    for (let n = 0; n < 14; n++) run(n, [step(n)]);
    const stays = (finding: Finding) => chartOf({ ...finding, days: daysFrom(25) });
    for (let n = 14; n < 25; n++) run(n, [], stays);
    expect(told).toEqual(['0: opened, new', '7: reminder, unanswered']);
    expect(only()).toMatchObject({ state: 'absorbed', closedAt: morningAfter(14) });
  });

  it('28: detection that goes on naming it, with the days it had, comes to the same', () => {
    const { run, told, only } = watch();
    const stays = (finding: Finding) => chartOf({ ...finding, days: daysFrom(25) });
    for (let n = 0; n < 25; n++) run(n, [step(Math.min(n, 13), { provisional: false })], stays);
    expect(told).toEqual(['0: opened, new', '7: reminder, unanswered']);
    expect(only()).toMatchObject({ state: 'absorbed', closedAt: morningAfter(16) });
  });

  it('28: said to be expected, it is closed, and detection hears of it', () => {
    const { run, answer, told, records } = watch();
    run(0, [step(0)]);
    answer(0, { action: 'expected' });
    for (let n = 1; n < 12; n++) run(n, [step(n)]);
    expect(told).toEqual(['0: opened, new']);
    expect(verdictsOf(records(), addDays(DAY, 5))).toEqual([
      { series: step(0).series, firstDate: DAY, verdict: 'expected', day: addDays(DAY, 1) },
    ]);
  });

  it('a further rise on top of what was expected is a new finding', () => {
    const { run, answer, told } = watch();
    run(0, [step(0)]);
    answer(0, { action: 'expected' });
    run(5, [aFinding({ firstDate: addDays(DAY, 5), actual: 300 * UNIT })]);
    expect(told).toEqual(['0: opened, new', '5: opened, new']);
  });

  it('somebody who investigates is not reminded', () => {
    const { run, answer, told } = watch();
    run(0, [step(0)]);
    answer(0, { action: 'investigating' });
    for (let n = 1; n < 12; n++) run(n, [step(n)]);
    expect(told).toEqual(['0: opened, new']);
  });

  it('what is muted is quiet until the day, and told again if it is still there then', () => {
    const { run, answer, told, records } = watch();
    run(0, [step(0)]);
    answer(0, { action: 'muted', until: addDays(DAY, 5) });
    expect(verdictsOf(records(), addDays(DAY, 5))).toEqual([
      expect.objectContaining({ verdict: 'muted', until: addDays(DAY, 5) }),
    ]);
    for (let n = 1; n < 8; n++) run(n, [step(n)]);
    expect(told).toEqual(['0: opened, new', '6: opened, mute-over']);
    expect(verdictsOf(records(), addDays(DAY, 6))).toEqual([]);
  });

  it('46: the same run planned again changes nothing; planned twice at once it makes the same record', () => {
    const run = {
      findings: [step(0)],
      records: [],
      scored: { from: addDays(DAY, -2), to: DAY },
      chartOf,
      policy: POLICY,
      at: morningAfter(0),
    };
    const [first, second] = [
      planFindings(run),
      planFindings({ ...run, at: `${addDays(DAY, 1)}T06:00:01.000Z` }),
    ];
    expect(first.map(({ after }) => after.id)).toEqual(second.map(({ after }) => after.id));
    const records = first.map(({ after }) => after);
    expect(planFindings({ ...run, records, at: morningAfter(1) })).toEqual([]);
    expect(toBeTold([], records)).toEqual(records.map(({ id }) => id));
  });

  it('grows in silence, unless an engineer is to be paged; the pager hears when it is over', () => {
    const { run, told, only } = watch();
    const grown = (n: number, impact: number) =>
      step(n, { impact: impact * UNIT, actual: (100 + impact) * UNIT });
    run(0, [grown(0, 60)]);
    run(1, [grown(1, 400)]);
    run(2, [grown(2, 501)]);
    run(3, [grown(3, 900)]);
    run(4, [grown(3, 900)]);
    run(5, [grown(3, 900)]);
    run(6, [{ ...grown(3, 900), provisional: false }]);
    expect(told).toEqual(['0: opened, new', '2: grown (page), page-tier', '6: closed (page), over']);
    expect(only().state).toBe('ended');
  });

  it('follows a finding to the smaller series that explains it, and never to the whole bill', () => {
    const { run, records } = watch();
    run(0, [aFinding({ series: { service: 'Amazon S3' } })]);
    run(1, [step(1, { series: { service: 'Amazon S3', account: '111111111111' } })]);
    expect(records()).toHaveLength(1);
    run(1, [step(1, { series: {} })]);
    expect(records()).toHaveLength(2);
  });

  it('a rise and a fall of one series are two findings', () => {
    const { run, records } = watch();
    run(0, [step(0), aFinding({ ...DROP, provisional: false })]);
    expect(records()).toHaveLength(2);
  });

  it('a fee seen for the first time is told once and never restated', () => {
    const { run, told, only } = watch();
    run(0, [aFinding({ kind: 'fee', gate: 'calendar', impact: 12_000 * UNIT, actual: 12_000 * UNIT })]);
    run(1, []);
    expect([told, only().state]).toEqual([['0: opened, new'], 'ended']);
  });

  it('whatever comes, a plan is settled at once: planned over its own records it changes nothing', () => {
    const finding = fc
      .record({
        first: fc.integer({ min: -6, max: 0 }),
        length: fc.integer({ min: 1, max: 6 }),
        kind: fc.constantFrom('spike', 'drop', 'drift', 'new', 'fee'),
        service: fc.constantFrom('a', 'b'),
        provisional: fc.boolean(),
        impact: fc.integer({ min: 1, max: 900 }),
      } as const)
      .map(({ first, length, kind, service, provisional, impact }) => {
        const days = daysFrom(length, addDays(DAY, first)).filter((day) => day <= DAY);
        return aFinding({
          series: { service },
          kind,
          provisional,
          firstDate: days[0] ?? DAY,
          days,
          impact: (kind === 'drop' ? -impact : impact) * UNIT,
        });
      });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(finding, { maxLength: 5 }),
        fc.array(finding, { maxLength: 5 }),
        (back, yesterday, today) => {
          const base = { scored: { from: addDays(DAY, -back), to: DAY }, chartOf, policy: POLICY };
          const before = planFindings({ ...base, findings: yesterday, records: [], at: morningAfter(-1) });
          const merge = (old: FindingRecord[], plan: ReturnType<typeof planFindings>) => [
            ...old.filter(({ id }) => !plan.some(({ after }) => after.id === id)),
            ...plan.map(({ after }) => after),
          ];
          const known = merge([], before);
          const run = { ...base, findings: today, at: morningAfter(0) };
          const after = merge(known, planFindings({ ...run, records: known }));
          expect(new Set(after.map(({ id }) => id)).size).toBe(after.length);
          expect(planFindings({ ...run, records: after })).toEqual([]);
        },
      ),
    );
  });
});

describe('an answer', () => {
  const now = morningAfter(0);
  it.each([
    ['expected closes', aRecord(), { action: 'expected' }, 'expected'],
    ['investigating keeps it open', aRecord(), { action: 'investigating' }, 'investigating'],
    ['muted closes until a day', aRecord(), { action: 'muted', until: '2026-12-01' }, 'muted'],
    ['muted for too long', aRecord(), { action: 'muted', until: '2027-12-01' }, 'bad-until'],
    ['muted until the past', aRecord(), { action: 'muted', until: '2026-11-01' }, 'bad-until'],
    [
      'the same again',
      aRecord({ state: 'investigating', answer: { at: now, by: 'team:payments' } }),
      { action: 'investigating' },
      'already-so',
    ],
    [
      'after it ended',
      FindingRecord.parse({ ...aRecord(), state: 'ended', closedAt: now }),
      { action: 'expected' },
      'closed-by-itself',
    ],
    [
      'taken back',
      FindingRecord.parse({
        ...aRecord(),
        state: 'expected',
        closedAt: now,
        answer: { at: now, by: 'team:payments' },
      }),
      { action: 'investigating' },
      'investigating',
    ],
  ] as const)('%s', (_, record, wish, expected) => {
    const decided = decideAnswer(record, wish, 'team:payments', now);
    expect(decided.ok ? FindingRecord.parse(decided.after).state : decided.code).toBe(expected);
  });

  it('of a finding that paged somebody has the pager let go of it', () => {
    const paged = aRecord({ told: [{ ...mailed('opened'), via: 'page', to: 'service:payments' }] });
    const decided = decideAnswer(paged, { action: 'expected' }, 'team:payments', now);
    expect(decided).toMatchObject({ ok: true, after: { due: { what: 'closed', reason: 'expected' } } });
  });
});
