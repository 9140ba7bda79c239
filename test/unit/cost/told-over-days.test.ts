import { describe, expect, it } from 'vitest';
import { CostSection } from '../../../shared/cost/config.ts';
import { type AnswerWish, decideAnswer } from '../../../shared/cost/decide-answer.ts';
import type { FindingRecord } from '../../../shared/cost/finding-record.ts';
import { tierOf } from '../../../shared/cost/finding-tier.ts';
import { planFindings, toBeTold } from '../../../shared/cost/plan-findings.ts';
import { policyOf } from '../../../shared/cost/policy.ts';
import { scan } from '../../../shared/cost/scan.ts';
import { usualDays } from '../../../shared/cost/usual-days.ts';
import { verdictsOf } from '../../../shared/cost/verdicts-of.ts';
import { addDays, type Day } from '../../../shared/kernel/day.ts';
import { UNIT } from '../../../shared/kernel/money.ts';

const COST = CostSection.parse({});
const POLICY = policyOf(COST, []);
const START = '2026-08-01';
/** Mornings are counted from the first day of the bill; unless it says otherwise, things happen on this one. */
const THEN = 60;

interface Bill {
  /** What the watched service costs on a day, as it is stated on a morning. */
  readonly costs: (day: number, morning: number) => number;
  readonly from?: number;
  readonly to?: number;
  /** What is answered to a finding, and on which morning. */
  readonly answer?: readonly [morning: number, wish: AnswerWish];
}

/** Costs of $100 a day that sway by a few percent. */
const usual = (day: number) => 100 * (0.985 + (0.03 * ((day * 7919) % 13)) / 13);

/** Walks a bill morning by morning through detection and what becomes of it, and says what was told when. */
function walk({ costs, from = 40, to = 110, answer }: Bill): { told: string[]; states: string[] } {
  let records: FindingRecord[] = [];
  const told: string[] = [];
  for (let morning = from; morning < to; morning++) {
    const through = addDays(START, morning);
    const at = `${addDays(through, 1)}T06:00:00.000Z`;
    const account = [
      seriesOf('Amazon EC2', morning, (day) => costs(day, morning)),
      seriesOf('Amazon RDS', morning, (day) => 5 * usual(day + 3)),
    ];
    const verdicts = verdictsOf(records, through);
    const { findings } = scan({ series: account, policy: POLICY, asOf: addDays(through, 1), verdicts });
    const planned = planFindings({
      findings,
      records,
      scored: { from: addDays(through, -2), to: through },
      chartOf: (finding) => usualDays(finding, { account, team: [], charge: [] }, POLICY),
      policy: POLICY,
      at,
    });
    const after = new Map([...records, ...planned.map((one) => one.after)].map((one) => [one.id, one]));
    const due = new Set(toBeTold(planned, records));
    records = [...after.values()].map((record) => {
      if (!due.has(record.id) || record.due === undefined) return record;
      const { due: message, ...rest } = record;
      const via = tierOf(record.finding, POLICY).tier === 'page' ? 'page' : 'mail';
      told.push(`${morning - THEN}: ${message.what}, ${message.reason}, by ${via}`);
      return { ...rest, told: [...record.told, { at, what: message.what, via, to: 'team:payments' }] };
    });
    if (answer?.[0] === morning)
      records = records.map((record) => {
        const decided = decideAnswer(record, answer[1], 'team:payments', at);
        return decided.ok ? decided.after : record;
      });
  }
  return { told, states: records.map(({ state }) => state) };
}

function seriesOf(service: string, morning: number, costOn: (day: number) => number) {
  const days = Array.from({ length: morning + 1 }, (_, n) => ({
    day: addDays(START, n),
    micros: Math.round(costOn(n) * UNIT),
    estimated: n >= morning - 1,
  }));
  return { key: { service, account: '111111111111' }, charge: 'usage', currency: 'USD', days } as const;
}

const step = (day: number) => (day < THEN ? usual(day) : 1.6 * usual(day));
const day = (n: number): Day => addDays(START, THEN + n);

describe('what detection finds, as it is told over the days', () => {
  it.each<[name: string, bill: Bill, told: string[], states: string[]]>([
    [
      '20: a day that is low until AWS restates it is told to nobody',
      { costs: (n, morning) => (n === THEN && morning === THEN ? 55 : usual(n)) },
      [],
      ['restated'],
    ],
    [
      '21: a day that is high until AWS restates it is told, and taken back',
      { costs: (n, morning) => (n !== THEN ? usual(n) : morning === THEN ? 190 : 104) },
      ['0: opened, new, by mail', '1: closed, restated-to-usual, by mail'],
      ['restated'],
    ],
    [
      'a day that AWS states late is told late, and dated to its day',
      { costs: (n, morning) => (n === THEN && morning >= THEN + 2 ? 260 : usual(n)) },
      ['2: opened, late, by mail'],
      ['ended'],
    ],
    [
      '26: a ramp of 2% a day is told by day 12, and twice at most',
      { costs: (n) => (n < THEN ? usual(n) : 100 * 1.02 ** (n - THEN)) },
      ['8: opened, new, by mail', '15: reminder, unanswered, by mail'],
      ['open'],
    ],
    [
      '28: a step that stays is told on its first day, once more, and becomes usual',
      { costs: step },
      ['0: opened, new, by mail', '7: reminder, unanswered, by mail'],
      ['absorbed'],
    ],
    [
      '28: a step that is expected is told once',
      { costs: step, answer: [THEN + 1, { action: 'expected' }] },
      ['0: opened, new, by mail'],
      ['expected'],
    ],
    [
      'a step that is muted is told again after the day',
      { costs: step, answer: [THEN + 1, { action: 'muted', until: day(5) }], to: THEN + 9 },
      ['0: opened, new, by mail', '6: opened, mute-over, by mail'],
      ['open'],
    ],
    [
      '30: one spike of $900 pages, and is over when the days after it were usual',
      { costs: (n) => (n === THEN ? 900 : usual(n)) },
      ['0: opened, new, by page', '3: closed, over, by page'],
      ['ended'],
    ],
    [
      'a fall that is real is told when AWS has settled its first day',
      { costs: (n) => (n >= THEN && n < THEN + 5 ? 20 : usual(n)) },
      ['1: opened, final, by mail'],
      ['ended'],
    ],
    [
      'the first run tells what goes on, and only keeps what is long over',
      { costs: (n) => (n === 30 ? 900 : step(n)), from: THEN + 2, to: THEN + 4 },
      ['2: opened, new, by mail'],
      ['ended', 'open'],
    ],
  ])('%s', (_, bill, told, states) => {
    const seen = walk(bill);
    expect(seen.told).toEqual(told);
    expect(seen.states.sort()).toEqual(states.sort());
  });
});
