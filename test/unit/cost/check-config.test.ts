import { describe, expect, it } from 'vitest';
import { checkCost } from '../../../shared/cost/check-config.ts';
import { CostSection } from '../../../shared/cost/config.ts';
import { Organization } from '../../../shared/platform/schema.ts';

const organization = Organization.parse({
  name: 'acme',
  home: { region: 'eu-west-1' },
  teams: [{ id: 'payments', name: 'Payments' }],
});

function issuesOf(section: object): string[] {
  return checkCost(organization, CostSection.parse(section)).map(
    ({ severity, path, message }) => `${severity} ${path.join('.')}: ${message}`,
  );
}

describe('cost.yaml', () => {
  it('may be empty', () => {
    expect(issuesOf({})).toEqual([]);
  });

  it.each<[what: string, section: object, issue: string]>([
    [
      'a team nobody has configured, in a budget',
      { budgets: [{ id: 'a', scope: { team: 'paymnts' }, amountUsd: 1 }] },
      'error cost.budgets.0.scope.team: there is no team "paymnts"; there are: payments',
    ],
    [
      'an alias for a team that is not there',
      { teamAliases: { pay: 'zoo' } },
      'error cost.teamAliases.pay: there is no team "zoo"; there are: payments',
    ],
    [
      'an alias that is a team',
      { teamAliases: { payments: 'payments' } },
      'error cost.teamAliases.payments: "payments" is a team itself; wanted: a value of the tag that is none',
    ],
    [
      'a planned event that ends before it begins',
      {
        planned: [{ id: 'a', match: { service: 'S3' }, from: '2026-12-03', to: '2026-12-01', factor: 2 }],
      },
      'error cost.planned.0.to: "2026-12-01" is before the first day; wanted: 2026-12-03 or later',
    ],
    [
      'a budget twice',
      {
        budgets: [
          { id: 'a', scope: 'all', amountUsd: 1 },
          { id: 'a', scope: 'all', amountUsd: 2 },
        ],
      },
      'error cost.budgets.1.id: "a" is already the id of number 1 of the list; each may be there once',
    ],
    [
      'a budget of a region, which no stored costs can be counted for',
      { budgets: [{ id: 'a', scope: { region: 'eu-west-1' }, amountUsd: 1 }] },
      'error cost.budgets.0.scope: costs are not stored by region; wanted: some of team, service, account',
    ],
    [
      'a budget of 0 for AWS Budgets',
      { budgets: [{ id: 'a', scope: 'all', amountUsd: 0, native: { roles: ['deployer'] } }] },
      'error cost.budgets.0.native: AWS Budgets takes no amount of 0; wanted: an amount above 0',
    ],
    [
      'a unit of a team in an account',
      {
        units: [
          {
            id: 'a',
            scope: { team: 'payments', account: 'x' },
            metric: { namespace: 'App', name: 'Requests' },
          },
        ],
      },
      'error cost.units.0.scope: costs are not stored by team and account together; wanted: team with service, or account with service',
    ],
  ])('names %s', (_what, section, issue) => {
    expect(issuesOf(section)).toEqual([issue]);
  });

  it.each<[string, object]>([
    ['a threshold of another name', { thresholds: { deviation: 5 } }],
    ['a match of nothing', { overrides: [{ match: {}, minImpactUsd: 1 }] }],
    [
      'a day that does not exist',
      { planned: [{ id: 'a', match: { team: 'a' }, from: '2026-02-30', to: '2026-03-01', factor: 2 }] },
    ],
    ['an amount below 0', { budgets: [{ id: 'a', scope: 'all', amountUsd: -1 }] }],
  ])('refuses %s', (_what, section) => {
    expect(CostSection.safeParse(section).success).toBe(false);
  });
});
