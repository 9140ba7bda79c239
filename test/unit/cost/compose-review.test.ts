import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeReview } from '../../../shared/cost/compose-review.ts';
import type { Review, ReviewOf } from '../../../shared/cost/review.ts';
import type { CostSeries } from '../../../shared/cost/series.ts';
import { aSeries } from '../../support/costs.ts';
import { OCTOBER_COUNTS, octoberFindings, reviewConfig, storedMonths } from '../../support/reviewed-month.ts';

const ALL: ReviewOf = { kind: 'all' };
const PAYMENTS: ReviewOf = { kind: 'team', team: 'payments' };

function october(of: ReviewOf, changes: Partial<Parameters<typeof composeReview>[0]> = {}): Review {
  return composeReview({
    month: '2026-10',
    of,
    stored: storedMonths(),
    findings: octoberFindings(),
    counts: OCTOBER_COUNTS,
    savings: undefined,
    own: undefined,
    config: reviewConfig(),
    ...changes,
  });
}

const usd = (micros: number) => Math.round(micros / 10_000) / 100;
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

describe('a review', () => {
  it('adds up: kinds of charge and teams to the total, days and the parts of the bars to the usage', () => {
    for (const of of [ALL, PAYMENTS]) {
      const { total, classes, days, stacks, teams } = october(of);
      expect(sum(classes.map(({ now }) => now))).toBe(total.now);
      expect(sum(classes.map(({ before }) => before))).toBe(total.before);
      const usage = classes.find(({ name }) => name === 'usage')?.now;
      expect(sum(days.map((day) => day.usage ?? 0))).toBe(usage);
      expect(sum(stacks.map((stack) => stack.total))).toBe(usage);
      expect(sum(stacks.flatMap((stack) => stack.days))).toBe(usage);
      if (of.kind === 'team') expect(teams).toEqual([]);
      else {
        expect(sum(teams.map(({ now }) => now))).toBe(total.now);
        expect(sum(teams.map(({ before }) => before))).toBe(total.before);
      }
    }
  });

  it('of a team is its usage; of all is the whole bill', () => {
    const [all, payments] = [october(ALL), october(PAYMENTS)];
    expect(all.classes.map(({ name }) => name)).toEqual(['usage', 'tax', 'support', 'commitment', 'credit']);
    expect(payments.classes.map(({ name }) => name)).toEqual(['usage']);
    expect([all.name, payments.name]).toEqual(['acme', 'Payments']);
    expect(all.teams.map(({ name }) => name)).toEqual([
      'Payments',
      'Platform',
      'Untagged',
      'Fees, tax, credits',
    ]);
    expect(all.stacks.map(({ name }) => name)).toEqual(['Payments', 'Platform', 'Untagged']);
  });

  it('names what moved, what is new and what has ended', () => {
    const { movers, started, ended } = october(ALL);
    expect(movers[0]).toMatchObject({
      name: 'Amazon Elastic Compute Cloud - Compute',
      changePct: expect.any(Number),
    });
    expect(movers.map(({ change }) => Math.abs(change))).toEqual(
      movers.map(({ change }) => Math.abs(change)).toSorted((a, b) => b - a),
    );
    expect(started.map(({ name, before }) => [name, before])).toEqual([['Amazon Bedrock', 0]]);
    expect(ended.map(({ name, now }) => [name, now])).toEqual([['Amazon OpenSearch Service', 0]]);
  });

  it('says how much usage has no team, to finance', () => {
    const { untagged } = october(ALL);
    const team = storedMonths().team;
    const inOctober = (series: readonly CostSeries[]) =>
      sum(
        series.flatMap(({ days }) =>
          days.filter(({ day }) => day >= '2026-10-01').map(({ micros }) => micros),
        ),
      );
    const bare = inOctober(team.filter(({ key }) => key.team === '(untagged)'));
    expect(untagged).toEqual({ micros: bare, pct: (bare / inOctober(team)) * 100 });
    expect(october(PAYMENTS).untagged).toBeUndefined();
  });

  it('compares with the budgets of the reader, over their whole periods', () => {
    const all = october(ALL).budgets;
    expect(all.map(({ id, period }) => [id, period])).toEqual([
      ['everything', 'October 2026'],
      ['payments', 'October 2026'],
      ['year', '2026'],
    ]);
    const { total } = october(ALL);
    expect(all[0]).toMatchObject({ spent: total.now, amount: 20_000_000_000 });
    expect(all[2]?.spent).toBe(total.now + total.before);
    expect(october(PAYMENTS).budgets.map(({ id }) => id)).toEqual(['payments']);
  });

  it('50: without a budget says so, and one of 0 has no percent', () => {
    expect(october(ALL, { config: reviewConfig({ budgets: [] }) }).budgets).toEqual([]);
    const nothing = reviewConfig({ budgets: [{ id: 'none', scope: 'all', amountUsd: 0 }] });
    expect(october(ALL, { config: nothing }).budgets).toMatchObject([{ amount: 0, usedPct: null }]);
  });

  it('has the findings of the month, those of the owner, the most money first; a known fee is none', () => {
    const fee = octoberFindings().map((one) => ({
      ...one,
      finding: { ...one.finding, kind: 'fee' as const },
    }));
    const old = octoberFindings().map((one) => ({
      ...one,
      finding: { ...one.finding, days: ['2026-09-30'] },
    }));
    const findings = [...octoberFindings().reverse(), ...fee, ...old];
    expect(
      october(ALL, { findings }).findings.map(({ finding, state }) => [usd(finding.total), state]),
    ).toEqual([
      [874, 'ended'],
      [473, 'expected'],
      [241, 'absorbed'],
    ]);
    expect(october(PAYMENTS, { findings }).findings.map(({ state }) => state)).toEqual(['ended', 'absorbed']);
  });

  it('54: prices a unit, and does not where there was none', () => {
    const [requests, reports] = october(ALL).units;
    expect(requests).toMatchObject({ id: 'per-request', count: 48_120_400 });
    expect(requests?.perUnit).toBeCloseTo(usd(requests?.cost ?? 0) / 48_120_400, 10);
    expect(reports).toMatchObject({ id: 'per-report', count: 0, perUnit: null, before: null });
    expect(october(PAYMENTS).units.map(({ id }) => id)).toEqual(['per-request']);
    expect(october(ALL, { counts: {} }).units.map(({ perUnit }) => perUnit)).toEqual([null, null]);
  });

  it('41: adds up one currency and names the others apart', () => {
    const stored = storedMonths();
    const euros = aSeries({ service: 'AWS Lambda', account: '3' }, '2026-10-01', [70], { currency: 'EUR' });
    const review = october(ALL, { stored: { ...stored, account: [...stored.account, euros] } });
    expect(review.total).toEqual(october(ALL).total);
    expect(review.otherCurrencies).toEqual([{ currency: 'EUR', micros: 70_000_000 }]);
  });

  it('tells days that are missing from days of 0', () => {
    const stored = storedMonths();
    const without = (series: readonly CostSeries[]) =>
      series.map((one) => ({
        ...one,
        days: one.days.filter(({ day }) => day !== '2026-10-10' && day >= '2026-09-03'),
      }));
    const review = october(ALL, {
      stored: { account: without(stored.account), team: without(stored.team), charge: [] },
    });
    expect(review.missing).toEqual(['2026-10-10']);
    expect(review.missingBefore).toEqual(['2026-09-01', '2026-09-02']);
    expect(review.days.find(({ day }) => day === '2026-10-10')).toEqual({
      day: '2026-10-10',
      before: expect.any(Number),
    });
  });

  it('is made of nothing without failing, and says nothing that is not a number', () => {
    const review = october(ALL, { stored: {}, findings: [], counts: {} });
    expect(review.total).toEqual({ now: 0, before: 0, change: 0, changePct: null });
    expect(review.missing).toHaveLength(31);
    expect(JSON.stringify(review)).not.toMatch(/NaN|Infinity/);
  });

  it('adds up whatever the bill is', () => {
    const series = fc.record({
      service: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'),
      costs: fc.array(fc.integer({ min: -500, max: 5_000 }), { minLength: 1, maxLength: 61 }),
      charge: fc.constantFrom('usage' as const, 'tax' as const, 'credit' as const),
    });
    fc.assert(
      fc.property(fc.array(series, { maxLength: 25 }), (bill) => {
        const made = bill.map(({ service, costs, charge }) =>
          aSeries({ service, account: '1' }, '2026-09-01', costs, { charge }),
        );
        const stored = {
          account: made.filter(({ charge }) => charge === 'usage'),
          charge: made.filter(({ charge }) => charge !== 'usage'),
          team: made.map((one, place) => ({
            ...one,
            charge: 'usage' as const,
            key: { service: one.key.service ?? 'a', team: `t${place}` },
          })),
        };
        const review = october(ALL, { stored });
        expect(sum(review.teams.map(({ now }) => now))).toBe(review.total.now);
        expect(sum(review.classes.map(({ now }) => now))).toBe(review.total.now);
      }),
    );
  });
});
