import { describe, expect, it } from 'vitest';
import type { CostSeries } from '../../../shared/cost/series.ts';
import { dayIn, flat, inShort, missing, policy, START, series, shown } from '../../support/bills.ts';

const at = (account: string, ...dollars: number[]) =>
  series({ service: 'A', account }, [...flat(35, 300), ...dollars]);
const of = (team: string, ...dollars: number[]) =>
  series({ service: 'A', team }, [...flat(35, 300), ...dollars]);

describe('one finding per cause', () => {
  it.each<[given: string, bill: readonly CostSeries[], expected: readonly string[]]>([
    ['a rise of one account', [at('1', 600), at('2', 300)], ['spike A 1 2026-02-05 1d']],
    ['a rise of all accounts', [at('1', 420), at('2', 420), at('3', 420)], ['spike A 2026-02-05 1d']],
    [
      'four fifths of a rise are the cause; what is left is told if it is one too',
      [at('1', 1300), at('2', 500)],
      ['spike A 1 2026-02-05 1d', 'spike A 2 2026-02-05 1d'],
    ],
    ['one up, one down', [at('1', 600), at('2', 0)], ['spike A 1 2026-02-05 1d', 'drop A 2 2026-02-05 1d']],
    [
      'a second account, days later',
      [at('1', 600, 600, 600, 600), at('2', 300, 300, 900, 900)],
      ['spike A 1 2026-02-05 4d', 'spike A 2 2026-02-07 2d'],
    ],
    [
      'a new account of a known service',
      [at('1', 300), series({ service: 'A', account: '9' }, [...missing(35), 400])],
      ['new A 9 2026-02-05 1d'],
    ],
    ['a rise of one team', [of('x', 600), of('y', 300)], ['spike A x 2026-02-05 1d']],
    [
      'a rise of many usage types, each too small',
      Array.from({ length: 8 }, (_, type) =>
        series({ service: 'A', usageType: `t${type}` }, [...flat(35, 20), 30]),
      ),
      ['spike A 2026-02-05 1d'],
    ],
    [
      'five new services',
      Array.from({ length: 5 }, (_, n) => series(`S${n}`, [...missing(35), 400])).concat(
        series('A', flat(36, 9000)),
      ),
      ['new all 2026-02-05 1d'],
    ],
  ])('%s', (_, bill, expected) => {
    expect(inShort(shown(bill))).toEqual(expected);
  });

  it('names the owner: the team that has nearly all of it', () => {
    const owned = (account: string, team: string, cost: number) =>
      series({ service: 'A', account, team }, [...flat(35, 300), cost]);
    expect(shown([owned('1', 'x', 600), owned('2', 'y', 300)]).findings).toMatchObject([
      { series: { service: 'A', account: '1' }, owner: 'x' },
    ]);
  });

  it('does not count twice what is also known by team', () => {
    const { findings } = shown([at('1', 600), at('2', 300)], { byTeam: [of('x', 600), of('y', 300)] });
    expect(findings).toMatchObject([{ series: { service: 'A', account: '1' }, actual: 600e6, owner: 'x' }]);
  });
});

describe('what the calendar makes', () => {
  const days = (count: number, cost: (day: number) => number) =>
    Array.from({ length: count }, (_, day) => cost(day));
  const isFirst = (day: number) => dayIn(day).endsWith('-01');

  it.each<[given: string, dollars: readonly number[], expected: readonly string[]]>([
    ['a charge on each 1st that is called usage', days(130, (day) => (isFirst(day) ? 160 : 100)), []],
    [
      'one that doubles',
      days(130, (day) => (isFirst(day) ? (day > 80 ? 260 : 180) : 100)),
      ['fee-change A 2026-04-01 1d'],
    ],
    [
      'a job on Wednesdays, after two of them',
      days(120, (day) => (day >= 34 && day % 7 === 6 ? 180 : 100)),
      ['spike A 2026-02-04 1d', 'spike A 2026-02-11 1d'],
    ],
  ])('%s', (_, dollars, expected) => {
    expect(inShort(shown([series('A', dollars)]))).toEqual(expected);
  });

  it('is muted and counted', () => {
    const { muted } = shown([
      series(
        'A',
        days(130, (day) => (isFirst(day) ? 160 : 100)),
      ),
    ]);
    expect(muted.filter(({ series: key }) => key.service === 'A')).toMatchObject([
      { day: '2026-02-01', reason: { code: 'calendar' } },
      { day: '2026-03-01' },
      { day: '2026-04-01' },
      { day: '2026-05-01' },
    ]);
  });
});

describe('thresholds of some series', () => {
  it('are those of the last override that fits', () => {
    const some = policy({
      overrides: [
        { match: { service: 'A' }, minImpactUsd: 500, deviationPct: 10 },
        { match: { service: 'A', account: '1' }, minImpactUsd: 40 },
      ],
    });
    const bill = [at('1', 345), at('2', 345)];
    expect(inShort(shown(bill, { policy: some }))).toEqual(['spike A 1 2026-02-05 1d']);
    expect(inShort(shown(bill))).toEqual([]);
  });

  it.each(['1', 'payments-prod'])('know an account by its id or its name: %s', (account) => {
    const accounts = [{ id: '1', name: 'payments-prod' }];
    const some = policy(
      { overrides: [{ match: { account }, minImpactUsd: 40, deviationPct: 10 }] },
      accounts,
    );
    expect(inShort(shown([at('1', 345), at('2', 345)], { policy: some }))).toEqual([
      'spike A 1 2026-02-05 1d',
    ]);
  });
});

describe('a planned event', () => {
  it.each(['1', 'payments-prod'])('knows an account by its id or its name: %s', (account) => {
    const accounts = [{ id: '1', name: 'payments-prod' }];
    const event = { id: 'launch', from: START, to: dayIn(365), factor: 2 };
    const some = policy({ planned: [{ ...event, match: { account } }] }, accounts);
    expect(inShort(shown([at('1', 600)]))).not.toEqual([]);
    expect(inShort(shown([at('1', 600)], { policy: some }))).toEqual([]);
  });
});
