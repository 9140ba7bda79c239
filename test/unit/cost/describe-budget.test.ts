import { describe, expect, it } from 'vitest';
import { periodOf } from '../../../shared/cost/budget-period.ts';
import { costsIn, type StoredSeries } from '../../../shared/cost/budget-scope.ts';
import { Budget, type CostScope } from '../../../shared/cost/config.ts';
import { describeBudget, spokenPercent, spokenScope } from '../../../shared/cost/describe-budget.ts';
import { judgeBudget } from '../../../shared/cost/judge-budget.ts';
import { addDays } from '../../../shared/kernel/day.ts';
import { aSeries, costConfig } from '../../support/costs.ts';

const { organization } = costConfig();
const NOVEMBER = periodOf('month', '2026-11-01');

function words(budget: object, stored: StoredSeries, today: string, forecastOnly = false) {
  const parsed = Budget.parse({ id: 'payments', scope: { team: 'payments' }, amountUsd: 12_000, ...budget });
  const costs = costsIn(parsed.scope, stored, 'USD');
  const judgement = judgeBudget(parsed, NOVEMBER, costs.days, undefined, addDays(today, -1));
  const thresholds = forecastOnly ? [] : judgement.crossed.map(({ percent }) => percent);
  return describeBudget({
    budget: parsed,
    period: NOVEMBER,
    judgement,
    thresholds,
    forecast: forecastOnly,
    costs,
    owner: 'Payments',
    organization,
    asOf: '2026-11-16',
  });
}

const team = (service: string, dollars: number[]) =>
  aSeries({ team: 'payments', service }, '2026-11-01', dollars);
const SPENT = {
  team: [
    team('Amazon Elastic Compute Cloud', Array<number>(16).fill(500)),
    team('Amazon Relational Database Service', Array<number>(16).fill(100)),
    ...['A', 'B', 'C', 'D', 'E'].map((name, place) => team(name, Array<number>(16).fill(place))),
  ],
};

describe('the message about a budget', () => {
  it('says what was spent of what, since when, where it is going, on what, and whose it is', () => {
    expect(words({}, SPENT, '2026-11-17')).toEqual({
      subject: 'Budget payments: 81% used in November 2026 ($9,760.00 of $12,000)',
      headline: 'Payments has used 81% of its budget for November 2026: $9,760.00 of $12,000.',
      sentences: [
        'It reached 50% on 10 Nov and 80% on 16 Nov.',
        '16 of 30 days are over. Spent evenly, the budget would be at $6,400.00 by now.',
        'At the present rate the period ends at about $18,300, 152% of the budget (four times of five between $18,300 and $18,300).',
      ],
      figures: [
        { value: '$9,760.00', label: 'spent so far, 81% of the budget' },
        { value: '$12,000', label: 'is the budget for November 2026' },
        { value: '$18,300', label: 'expected by 30 Nov' },
      ],
      facts: [
        { name: 'Left', value: '$2,240.00' },
        {
          name: 'What counts',
          value: 'usage tagged Payments; tax, support and commitments belong to no team',
        },
        { name: 'Whose it is', value: 'Payments' },
        { name: 'Costs known up to', value: '16 Nov' },
      ],
      services: [
        { name: 'Amazon Elastic Compute Cloud', amount: '$8,000.00', percent: '81%' },
        { name: 'Amazon Relational Database Service', amount: '$1,600.00', percent: '16%' },
        { name: 'E', amount: '$64.00', percent: '0.6%' },
        { name: 'D', amount: '$48.00', percent: '0.4%' },
        { name: 'C', amount: '$32.00', percent: '0.3%' },
        { name: '1 more', amount: '$16.00', percent: '0.1%' },
      ],
      over: false,
      thread: 'budget-payments-2026-11-01',
    });
  });

  it('speaks of the end of the period where that is the news', () => {
    const { subject, headline } = words({}, SPENT, '2026-11-08', true);
    expect(subject).toBe('Budget payments: November 2026 is heading for $18,300 of $12,000');
    expect(headline).toBe('Payments is heading for $18,300 in November 2026. The budget is $12,000.');
  });

  it('50: speaks of a budget of 0 without percents', () => {
    const told = words(
      { amountUsd: 0, scope: { account: '222222222222' } },
      {
        account: [aSeries({ service: 'EC2', account: '222222222222' }, '2026-11-01', [12])],
      },
      '2026-11-02',
    );
    expect(told.headline).toBe(
      'sandbox has cost $12.00 in November 2026. The budget is $0.00: any cost exceeds it.',
    );
    expect(JSON.stringify(told)).not.toMatch(/NaN|Infinity|null/);
  });

  it('says what is missing and what is not counted', () => {
    const stored = {
      team: [
        aSeries({ team: 'payments', service: 'A' }, '2026-11-01', [9000, undefined, 1]),
        aSeries({ team: 'payments', service: 'A' }, '2026-11-01', [9000], { currency: 'EUR' }),
      ],
    };
    expect(words({}, stored, '2026-11-04').sentences).toEqual([
      'It reached 50% on 1 Nov.',
      expect.stringContaining('16 of 30'),
      'The bill says nothing yet of 2 Nov.',
      'Costs in EUR are not counted.',
    ]);
  });
});

describe('in words', () => {
  it.each<[scope: CostScope, name: string]>([
    ['all', 'The whole bill'],
    [{ team: 'payments' }, 'Payments'],
    [{ account: '111111111111' }, 'payments-prod'],
    [{ account: 'payments-prod', service: 'S3' }, 'S3 in payments-prod'],
    [{ account: '999999999999' }, '999999999999'],
  ])('%j is %s', (scope, name) => expect(spokenScope(scope, organization)).toBe(name));

  it.each([
    [99.99, '99%'],
    [100, '100%'],
    [9.99, '9.9%'],
    [0, '0%'],
    [-0.04, '0%'],
    [-12.9, '-12%'],
  ])('%d is %s, never more than was reached', (percent, spoken) =>
    expect(spokenPercent(percent)).toBe(spoken),
  );
});
