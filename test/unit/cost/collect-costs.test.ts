import { describe, expect, it } from 'vitest';
import { makeCollectCosts } from '../../../shared/cost/collect-costs.ts';
import { CollectedCostsStore } from '../../../shared/cost/collected-costs-store.ts';
import { CostStore } from '../../../shared/cost/cost-store.ts';
import { refusalOf } from '../../../shared/cost/refusal.ts';
import { addDays, type Day } from '../../../shared/kernel/day.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import type { Metric } from '../../../shared/kernel/telemetry.ts';
import { MemoryDynamo } from '../../support/memory-dynamo.ts';
import { type BillLine, ScriptedBill } from '../../support/scripted-bill.ts';

const S3 = 'Amazon Simple Storage Service';
const EC2 = 'Amazon Elastic Compute Cloud - Compute';
const TABLES = { costs: 'costs', audit: 'audit' };
const at = (day: Day, hour = '06') => `${day}T${hour}:00:00.000Z`;

/** So much a day, from one day to another. */
function daily(from: Day, to: Day, line: Omit<BillLine, 'day'>): BillLine[] {
  const lines: BillLine[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) lines.push({ day, ...line });
  return lines;
}

function world(lines: readonly BillLine[], aliases: Readonly<Record<string, string>> = {}) {
  const dynamo = new MemoryDynamo();
  const bill = new ScriptedBill(lines);
  const metrics: [Metric, number][] = [];
  const warnings: string[] = [];
  const costs = new CostStore(dynamo.client, TABLES.costs, aliases);
  const collect = makeCollectCosts({
    source: bill,
    costs,
    store: new CollectedCostsStore(dynamo.client, TABLES),
    telemetry: {
      info: () => {},
      warn: (event) => void warnings.push(event),
      count: (metric, value) => void metrics.push([metric, value]),
      milliseconds: (metric, value) => void metrics.push([metric, value]),
    },
  });
  const records = () => JSON.stringify(dynamo.items('costs').filter(({ pk }) => pk !== 'COLLECTION'));
  const run = (day: Day, hour?: string) => collect({ at: at(day, hour) });
  const dayOf = async (day: Day, grain: 'account' | 'team' | 'charge' = 'account') =>
    (await costs.series(grain, day, day)).map(({ key, days }) => [
      Object.values(key).join(' '),
      days.map(({ micros }) => micros / 1e6),
    ]);
  return { dynamo, bill, costs, run, records, metrics, warnings, dayOf };
}

const USUAL = [
  ...daily('2025-08-01', '2026-11-20', {
    service: S3,
    amount: '3.3333333333',
    team: 'pay',
    account: '111111111111',
  }),
  ...daily('2025-08-01', '2026-11-20', {
    service: EC2,
    amount: '100',
    team: 'search',
    account: '222222222222',
  }),
  { day: '2026-11-01', service: 'AWS Support (Business)', amount: '100', recordType: 'Support' },
];

describe('collecting costs', () => {
  it('fills in 13 months at first, in at most 30 requests, then asks four times a run', async () => {
    const { run, bill, costs } = world(USUAL);
    expect(await run('2026-11-20')).toMatchObject({
      state: 'ok',
      reason: 'first-run',
      through: '2026-11-19',
    });
    expect(bill.requests).toBeLessThanOrEqual(30);
    expect((await costs.days('2025-01-01', '2026-12-01'))[0]?.day).toBe('2025-10-01');
    const before = bill.requests;
    await run('2026-11-20', '18');
    expect(bill.requests - before).toBe(4);
    expect(await costs.collection()).toMatchObject({ from: '2025-10-01', through: '2026-11-19' });
  });

  it('keeps usage by account and by team, and charges by their class', async () => {
    const { run, dayOf, costs } = world(USUAL, { pay: 'payments' });
    await run('2026-11-20');
    expect(await dayOf('2026-11-01')).toEqual([
      [`${EC2} 222222222222`, [100]],
      [`${S3} 111111111111`, [3.333333]],
    ]);
    expect(await dayOf('2026-11-01', 'charge')).toEqual([['AWS Support (Business)', [100]]]);
    expect((await costs.series('team', '2026-11-01', '2026-11-01')).map(({ key }) => key)).toEqual([
      { team: 'payments', service: S3 },
      { team: 'search', service: EC2 },
    ]);
    expect(await costs.days('2026-11-01', '2026-11-01')).toMatchObject([
      { total: 203_333_333, grouped: 203_333_333, unreconciled: false, asOf: at('2026-11-20') },
    ]);
  });

  it('keeps one history for a tag that was renamed, by its alias (34)', async () => {
    const lines = [
      ...daily('2026-10-01', '2026-11-09', { service: S3, amount: '5', team: 'pay' }),
      ...daily('2026-11-10', '2026-11-20', { service: S3, amount: '5', team: 'payments' }),
      { day: '2026-11-10', service: S3, amount: '1', team: 'pay' },
    ];
    const { run, costs } = world(lines, { pay: 'payments' });
    await run('2026-11-20');
    const [series, ...more] = await costs.series('team', '2026-11-01', '2026-11-19');
    expect(more).toEqual([]);
    expect(series?.key).toEqual({ team: 'payments', service: S3 });
    expect(series?.days.map(({ micros }) => micros / 1e6)).toEqual([
      ...Array.from({ length: 9 }, () => 5),
      6,
      ...Array.from({ length: 9 }, () => 5),
    ]);
  });

  it('takes a service that is not on the bill of a day as one of 0, and a day without a bill as missing (24)', async () => {
    const lines = USUAL.filter(
      ({ day, service }) => day !== '2026-11-18' && !(service === S3 && day === '2026-11-17'),
    );
    const { run, costs } = world(lines);
    await run('2026-11-20');
    const [ec2, s3] = await costs.series('account', '2026-11-16', '2026-11-19');
    const seen = (series: typeof ec2) => series?.days.map(({ day, micros }) => `${day.slice(8)}: ${micros}`);
    expect(seen(s3)).toEqual(['16: 3333333', '17: 0', '19: 3333333']);
    expect(seen(ec2)).toEqual(['16: 100000000', '17: 100000000', '19: 100000000']);
  });

  it('says how long a day is missing: more than 36 hours is an alarm (24)', async () => {
    const { run, metrics } = world(USUAL.filter(({ day }) => day < '2026-11-18'));
    const ages = () => metrics.filter(([metric]) => metric === 'CostDataAge').map(([, ms]) => ms / 3_600_000);
    await run('2026-11-18');
    await run('2026-11-19');
    await run('2026-11-20');
    await run('2026-11-20', '18');
    expect(ages()).toEqual([0, 6, 30, 42]);
  });

  it('keeps what today has come to, and says that only yesterday is known (19)', async () => {
    const lines = USUAL.filter(({ day }) => day < '2026-11-20');
    const { run, dayOf } = world([
      ...lines,
      { day: '2026-11-20', service: EC2, account: '222222222222', amount: '18' },
    ]);
    expect(await run('2026-11-20')).toMatchObject({ through: '2026-11-19' });
    expect(await dayOf('2026-11-20')).toEqual([[`${EC2} 222222222222`, [18]]]);
  });

  it('does not take what a day had come to for the whole of it, where nothing came in after it', async () => {
    const { run, bill, costs } = world(USUAL);
    await run('2026-11-19', '18');
    bill.refusals.push(new AppError('throttled', { code: 'LimitExceededException', kind: 'throttled' }));
    await expect(run('2026-11-20')).rejects.toThrow();
    expect(await costs.days('2026-11-19', '2026-11-19')).toHaveLength(1);
    expect(await costs.collection()).toMatchObject({ through: '2026-11-18' });
  });

  it('marks what AWS may still change, and takes what it restates (20)', async () => {
    const { run, bill, costs, dayOf } = world(USUAL);
    bill.settledThrough = '2026-10-31';
    bill.lines = [
      ...USUAL.filter(({ day }) => day < '2026-11-19'),
      { day: '2026-11-19', service: EC2, account: '222222222222', amount: '55' },
    ];
    await run('2026-11-20');
    expect(await dayOf('2026-11-19')).toEqual([[`${EC2} 222222222222`, [55]]]);
    const [ec2] = await costs.series('account', '2026-10-31', '2026-11-01');
    expect(ec2?.days.map(({ estimated }) => estimated)).toEqual([false, true]);
    bill.lines = USUAL;
    await run('2026-11-20', '18');
    expect(await dayOf('2026-11-19')).toContainEqual([`${EC2} 222222222222`, [100]]);
  });

  it('takes away what a restated day no longer has', async () => {
    const { run, bill, dayOf } = world(USUAL);
    await run('2026-11-20');
    bill.lines = USUAL.filter(({ day, service }) => !(day === '2026-11-15' && service === S3));
    await run('2026-11-20', '18');
    expect(await dayOf('2026-11-15')).toEqual([[`${EC2} 222222222222`, [100]]]);
  });

  it('writes nothing where nothing has changed, and asks nothing for a time it has collected for (46)', async () => {
    const { run, bill, records } = world(USUAL);
    await run('2026-11-20');
    const [first, asked] = [records(), bill.requests];
    expect(await run('2026-11-20')).toMatchObject({ reason: 'collected-already', requests: 0, written: 0 });
    expect(bill.requests).toBe(asked);
    expect(await run('2026-11-20', '18')).toMatchObject({ requests: 4, written: 0 });
    expect(records()).toBe(first);
  });

  it('leaves one record where two run at once (46)', async () => {
    const alone = world(USUAL);
    await alone.run('2026-11-20');
    const { run, records, dynamo } = world(USUAL);
    await Promise.all([run('2026-11-20'), run('2026-11-20')]);
    expect(records()).toBe(alone.records());
    expect(dynamo.items('audit')).toHaveLength(1);
  });

  it('a run that comes late takes nothing back', async () => {
    const { run, costs } = world(USUAL);
    await run('2026-11-20', '18');
    await run('2026-11-19');
    expect(await costs.collection()).toMatchObject({
      lastRunAt: at('2026-11-20', '18'),
      through: '2026-11-19',
    });
  });

  it('sums three pages, and marks days that do not add up (42)', async () => {
    const { run, bill, costs } = world(USUAL);
    bill.page = 18;
    await run('2026-11-20');
    expect((await costs.days('2026-11-10', '2026-11-19')).every(({ unreconciled }) => !unreconciled)).toBe(
      true,
    );
    bill.lines = [...USUAL, { day: '2026-11-15', service: S3, recordType: 'Pro-rated', amount: '7' }];
    bill.vanishing = ['Pro-rated'];
    await run('2026-11-20', '18');
    expect((await costs.days('2026-11-14', '2026-11-16')).map(({ unreconciled }) => unreconciled)).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('keeps two currencies apart (41)', async () => {
    const { run, costs } = world([
      ...USUAL,
      ...daily('2026-11-01', '2026-11-20', { service: S3, amount: '9', currency: 'EUR' }),
    ]);
    await run('2026-11-20');
    const series = await costs.series('account', '2026-11-19', '2026-11-19');
    expect(series.map(({ currency, days }) => [currency, days[0]?.micros]).sort()).toEqual([
      ['EUR', 9_000_000],
      ['USD', 100_000_000],
      ['USD', 3_333_333],
    ]);
    expect((await costs.days('2026-11-19', '2026-11-19')).map(({ currency }) => currency)).toEqual([
      'EUR',
      'USD',
    ]);
  });

  it('fetches what a pause has left out', async () => {
    const { run, costs } = world(USUAL);
    await run('2026-09-20');
    expect(await run('2026-11-20')).toMatchObject({ reason: 'after-a-gap' });
    expect(await costs.days('2026-09-15', '2026-11-19')).toHaveLength(66);
  });
});

describe('what keeps costs from coming in', () => {
  const named = (name: string, text = '') => refusalOf(name, text, undefined);
  const limit = new AppError('throttled', { code: 'LimitExceededException', kind: 'throttled' });
  it.each([
    ['denied', named('AccessDeniedException', 'not authorized to perform: ce:GetCostAndUsage'), false],
    ['not-enabled', named('AccessDeniedException', 'User not enabled for cost explorer access'), false],
    ['not-enabled', named('DataUnavailableException'), false],
    ['throttled', limit, true],
    ['failed', named('RequestChangedException'), true],
  ] as const)(
    '%s: is the state, changes no costs, is audited, and ends (%#)',
    async (state, refusal, retryable) => {
      const { run, bill, records, costs, dynamo, metrics } = world(USUAL);
      await run('2026-11-19');
      const before = records();
      for (const place of [0, 1, 3]) {
        bill.lines = USUAL.map((line) => ({ ...line, amount: '1' }));
        // One after so many requests that went well.
        const read = bill.read.bind(bill);
        let left = place;
        bill.read = (question, paid) => {
          if (left-- === 0 && refusal !== undefined) bill.refusals.push(refusal);
          return read(question, paid);
        };
        await expect(run('2026-11-20', `0${place}`)).rejects.toMatchObject({ retryable });
        bill.read = read;
        expect(records()).toBe(before);
        expect(await costs.collection()).toMatchObject({ state, through: '2026-11-18' });
      }
      expect(dynamo.items('audit').map(({ reason }) => reason)).toEqual(['ok', state]);
      expect(metrics.filter(([metric]) => metric === 'CostDataAge')).toHaveLength(4);
      bill.lines = USUAL;
      await run('2026-11-20', '18');
      expect(await costs.collection()).toMatchObject({
        state: 'ok',
        through: '2026-11-19',
        from: '2025-10-01',
      });
      expect(dynamo.items('audit')).toHaveLength(3);
    },
  );

  it('a run for a time to come that fails keeps no later one from saying how things stand', async () => {
    const { run, bill, costs } = world(USUAL);
    await run('2026-11-19');
    bill.refusals.push(new AppError('not valid', { code: 'ValidationException', kind: 'bug' }));
    await expect(run('2027-11-20')).rejects.toThrow();
    expect(await costs.collection()).toMatchObject({ state: 'failed' });
    await run('2026-11-20');
    expect(await costs.collection()).toMatchObject({
      state: 'ok',
      lastOkAt: at('2026-11-20'),
      through: '2026-11-19',
    });
  });

  it('on the first run: history is asked for again', async () => {
    const { run, bill, costs } = world(USUAL);
    bill.refusals.push(limit);
    await expect(run('2026-11-19')).rejects.toThrow();
    expect(await costs.collection()).toMatchObject({ state: 'throttled' });
    expect(await run('2026-11-19')).toMatchObject({ reason: 'first-run', state: 'ok' });
    expect((await costs.days('2025-01-01', '2026-12-01'))[0]?.day).toBe('2025-10-01');
  });

  it('history that cannot be had keeps nothing else from coming in', async () => {
    const { run, bill, costs, warnings } = world(USUAL);
    const read = bill.read.bind(bill);
    bill.read = (question, paid) => {
      if (question.window.to < '2026-10-01')
        throw new AppError('too old', { code: 'ValidationException', kind: 'bug' });
      return read(question, paid);
    };
    expect(await run('2026-11-20')).toMatchObject({ state: 'ok' });
    expect(warnings).toEqual(['history-refused']);
    expect(await costs.days('2026-11-07', '2026-11-20')).toHaveLength(14);
  });
});

describe('a large organization: 50 accounts with 60 services each, in pages of 5,000 groups', () => {
  const [accounts, services] = [50, 60];
  const large = (from: Day, to: Day, factor: (day: Day) => number): BillLine[] => {
    const lines: BillLine[] = [];
    for (let day = from; day <= to; day = addDays(day, 1))
      for (let account = 0; account < accounts; account++)
        for (let service = 0; service < services; service++)
          lines.push({
            day,
            service: `Service ${service}`,
            account: String(100_000_000_000 + account),
            team: `team-${account % 8}`,
            amount: String(factor(day) * (1 + account + service)),
          });
    return lines;
  };

  it('takes at most 10 requests a day, keeps the newest days right, and says what it had to leave', async () => {
    const { run, bill, costs, warnings } = world(large('2026-11-01', '2026-11-20', () => 1));
    await run('2026-11-18');
    expect(bill.requests).toBeLessThanOrEqual(30);
    for (const day of ['2026-11-19', '2026-11-20']) {
      // The last three days are restated each day.
      bill.lines = large('2026-11-01', day, (one) =>
        one >= addDays(day, -3) ? 1 + Number(day.slice(8)) / 100 : 1,
      );
      const before = bill.requests;
      await run(day);
      await run(day, '18');
      expect(bill.requests - before).toBeLessThanOrEqual(10);
      const newest = await costs.days(addDays(day, -3), addDays(day, -1));
      expect(newest.map(({ unreconciled }) => unreconciled)).toEqual([false, false, false]);
    }
    expect(new Set(warnings)).toEqual(new Set(['history-too-long', 'costs-left-out']));
  }, 60_000);
});
