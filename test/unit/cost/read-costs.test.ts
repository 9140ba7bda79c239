import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chargeClass } from '../../../shared/cost/charge-class.ts';
import type { CostAnswer } from '../../../shared/cost/cost-source.ts';
import { dataGap } from '../../../shared/cost/data-gap.ts';
import { readGroups } from '../../../shared/cost/read-groups.ts';
import { dayTotals, reconcile } from '../../../shared/cost/reconcile.ts';
import { UNTAGGED } from '../../../shared/cost/series.ts';
import { amountText } from '../../../shared/kernel/money.ts';

const AT = '2026-11-21T06:00:00.000Z';
const DAY = '2026-11-20';
const answer = (...rows: [keys: string[], amount: string, currency?: string][]): CostAnswer => ({
  days: [
    {
      day: DAY,
      estimated: true,
      rows: rows.map(([keys, amount, currency = 'USD']) => ({ keys, amount, currency })),
    },
  ],
  fullPage: undefined,
});
const amounts = (given: CostAnswer, grain: 'account' | 'team' | 'charge' = 'account') =>
  readGroups(grain, given).map(({ key, charge, currency, days }) => [
    Object.values(key).join(' '),
    charge,
    currency,
    days.map(({ amount }) => amount),
  ]);

describe('what a charge is', () => {
  it.each([
    ['Usage', 'Amazon Elastic Compute Cloud - Compute', 'usage'],
    ['DiscountedUsage', 'Amazon Relational Database Service', 'usage'],
    ['SavingsPlanCoveredUsage', 'AWS Lambda', 'usage'],
    ['SavingsPlanNegation', 'AWS Lambda', 'usage'],
    ['Enterprise Discount Program Discount', 'AWS Lambda', 'usage'],
    ['Something of next year', 'AWS Lambda', 'usage'],
    ['Tax', 'Tax', 'tax'],
    ['Support', 'AWS Support (Business)', 'support'],
    ['Support fee', 'AWS Support (Business)', 'support'],
    ['Credit', 'AWS Lambda', 'credit'],
    ['Refund', 'AWS Lambda', 'refund'],
    ['RIFee', 'Amazon Relational Database Service', 'commitment'],
    ['Recurring reservation fee', 'Amazon Relational Database Service', 'commitment'],
    ['Upfront reservation fee', 'Amazon Relational Database Service', 'commitment'],
    ['SavingsPlanRecurringFee', 'Savings Plans for AWS Compute usage', 'commitment'],
    ['Savings Plan Upfront Fee', 'Savings Plans for AWS Compute usage', 'commitment'],
    ['Fee', 'Amazon Registrar', 'commitment'],
    ['Fee', 'Datadog Pro', 'marketplace'],
    ['AWS Marketplace', 'Datadog Pro', 'marketplace'],
  ])('%s of %s is %s', (recordType, service, expected) => {
    expect(chargeClass(recordType, service)).toBe(expected);
  });
});

describe('reading groups', () => {
  it('sums what comes in pieces: the same day and group on several pages (42)', () => {
    const [page] = answer([['Amazon S3', '1'], '1.10'], [['Amazon S3', '2'], '5']).days;
    const [next] = answer([['Amazon S3', '1'], '0.02']).days;
    if (page === undefined || next === undefined) throw new Error('no day');
    expect(amounts({ days: [page, next, next], fullPage: 2 })).toEqual([
      ['Amazon S3 1', 'usage', 'USD', ['1.14']],
      ['Amazon S3 2', 'usage', 'USD', ['5']],
    ]);
  });

  it('keeps amounts that are next to nothing, exactly (56)', () => {
    expect(amounts(answer([['S3', '1'], '0.0000000282'], [['SQS', '1'], '1e-10']))).toEqual([
      ['S3 1', 'usage', 'USD', ['0.0000000282']],
      ['SQS 1', 'usage', 'USD', ['0.0000000001']],
    ]);
  });

  it('never sums two currencies (41)', () => {
    expect(amounts(answer([['S3', '1'], '10'], [['S3', '1'], '10', 'EUR']))).toEqual([
      ['S3 1', 'usage', 'USD', ['10']],
      ['S3 1', 'usage', 'EUR', ['10']],
    ]);
  });

  it('tells charges by the calendar and by contract from usage (10–13)', () => {
    const given = answer(
      [['Credit', 'S3'], '-500'],
      [['Refund', 'S3'], '-20'],
      [['SavingsPlanUpfrontFee', 'Savings Plans for AWS Compute usage'], '12000'],
      [['Support', 'AWS Support (Business)'], '100'],
      [['Usage', 'S3'], '7'],
      [['DiscountedUsage', 'S3'], '1'],
    );
    expect(amounts(given, 'charge')).toEqual([
      ['S3', 'credit', 'USD', ['-500']],
      ['S3', 'refund', 'USD', ['-20']],
      ['Savings Plans for AWS Compute usage', 'commitment', 'USD', ['12000']],
      ['AWS Support (Business)', 'support', 'USD', ['100']],
      ['S3', 'usage', 'USD', ['8']],
    ]);
  });

  it('knows what has no team', () => {
    expect(amounts(answer([['', 'S3'], '1'], [['pay', 'S3'], '2']), 'team')).toEqual([
      [`${UNTAGGED} S3`, 'usage', 'USD', ['1']],
      ['pay S3', 'usage', 'USD', ['2']],
    ]);
  });

  it.each([
    ['', 'USD'],
    ['n/a', 'USD'],
    ['1.2.3', 'USD'],
    ['1', ''],
  ])('takes no amount that is none: %j %j', (amount, currency) => {
    expect(() => readGroups('account', answer([['S3', '1'], amount, currency]))).toThrow(/no number/);
  });

  it('loses nothing, however the bill is cut into groups and pages', () => {
    const cell = fc.record({
      service: fc.constantFrom('a', 'b', 'c'),
      account: fc.constantFrom('1', '2'),
      exact: fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
    });
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 8 }), { maxLength: 4 }), (pages) => {
        const days = pages.map((cells) => ({
          day: DAY,
          estimated: false,
          rows: cells.map(({ service, account, exact }) => ({
            keys: [service, account],
            amount: amountText(exact),
            currency: 'USD',
          })),
        }));
        const series = readGroups('account', { days, fullPage: undefined });
        const [total] = dayTotals({ days, fullPage: undefined });
        const [day] = reconcile(
          total === undefined ? [] : [total],
          { account: series, team: series, charge: [] },
          AT,
        );
        expect(day?.unreconciled ?? false).toBe(false);
        expect(day?.grouped).toBe(day?.total);
      }),
    );
  });
});

describe('holding the groups against the whole', () => {
  const whole = (amount: string) => dayTotals(answer([[], amount]));
  const usage = (amount: string) => readGroups('account', answer([['S3', '1'], amount]));
  const byTeam = (amount: string) => readGroups('team', answer([['pay', 'S3'], amount]));
  const support = readGroups('charge', answer([['Support', 'AWS Support'], '100'], [['Usage', 'S3'], '50']));

  it.each([
    ['alike', '150', '50', '50', false],
    ['a cent apart', '150.01', '50', '50', false],
    ['more than a cent apart', '150.0101', '50', '50', true],
    ['less than the groups', '149.9', '50', '50', true],
    ['by team it is less than by account', '150', '50', '49.98', true],
  ])('%s', (_, total, account, team, unreconciled) => {
    const costs = { account: usage(account), team: byTeam(team), charge: support };
    expect(reconcile(whole(total), costs, AT)).toMatchObject([{ day: DAY, unreconciled, asOf: AT }]);
  });

  it('finds support that vanished when grouped by account', () => {
    const costs = { account: usage('50'), team: byTeam('50'), charge: [] };
    expect(reconcile(whole('150'), costs, AT)).toMatchObject([
      { total: 150_000_000, grouped: 50_000_000, unreconciled: true },
    ]);
  });

  it('takes a day of exactly nothing as one that is not billed yet (24)', () => {
    expect(whole('0')).toEqual([]);
    expect(whole('0.0000000000')).toEqual([]);
    expect(whole('-0.01')).toHaveLength(1);
  });

  it('keeps currencies apart (41)', () => {
    const totals = dayTotals(answer([[], '150'], [[], '9', 'EUR']));
    expect(totals.map(({ currency, exact }) => [currency, amountText(exact)])).toEqual([
      ['EUR', '9'],
      ['USD', '150'],
    ]);
  });
});

describe('a gap in the data (24)', () => {
  const days = (...known: string[]) => new Set(known);
  const all = Array.from({ length: 30 }, (_, n) => `2026-11-${String(n + 1).padStart(2, '0')}`);
  const upTo = (day: string) => new Set(all.filter((one) => one < day));

  it.each([
    ['nothing is missing', AT, upTo('2026-11-21'), '2026-01-01', undefined, 0, false],
    ['yesterday, in the morning', AT, upTo('2026-11-20'), '2026-01-01', '2026-11-20', 6, false],
    ['the day before', '2026-11-21T12:00:00.000Z', upTo('2026-11-19'), '2026-01-01', '2026-11-19', 36, false],
    ['just too long', '2026-11-21T12:00:00.001Z', upTo('2026-11-19'), '2026-01-01', '2026-11-19', 36, true],
    ['a hole', AT, days(...all.filter((day) => day !== '2026-11-15')), '2026-01-01', '2026-11-15', 126, true],
    ['before the first day that is wanted', AT, days('2026-11-20'), '2026-11-20', undefined, 0, false],
    ['nothing came in ever', AT, days(), '2026-11-18', '2026-11-18', 54, true],
  ])('%s', (_, at, known, from, missing, hours, alarming) => {
    const gap = dataGap(at, known, from);
    expect(gap).toMatchObject({ missing, alarming });
    expect(Math.floor(gap.ageMs / 3_600_000)).toBe(hours);
  });
});
