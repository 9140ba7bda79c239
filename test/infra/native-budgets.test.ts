import { describe, expect, test } from 'vitest';
import { resources, synthesize } from './synthesized.ts';

const NATIVE = { native: { roles: ['deployer', 'developer'] } };

describe('native budgets', () => {
  test('are off unless they are asked for, and not in the emulator', () => {
    const { template } = synthesize({ privacy: false });
    template.resourceCountIs('AWS::Budgets::Budget', 0);
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
    const local = synthesize({
      costs: { budgets: [{ id: 'all', scope: 'all', amountUsd: 1000, ...NATIVE }] },
      context: { local: 'true', pageUrl: 'http://127.0.0.1:4566' },
    });
    local.template.resourceCountIs('AWS::Budgets::Budget', 0);
  });

  test('at 100% deny the named roles to create, and tell the operations topic; the rules find nothing', () => {
    const { template, findings } = synthesize({
      costs: { budgets: [{ id: 'all', scope: 'all', amountUsd: 1000, period: 'quarter', ...NATIVE }] },
    });
    expect(findings).toEqual([]);
    template.hasResourceProperties('AWS::Budgets::Budget', {
      Budget: {
        BudgetName: 'Belltower-acme-all',
        BudgetType: 'COST',
        TimeUnit: 'QUARTERLY',
        BudgetLimit: { Amount: 1000, Unit: 'USD' },
      },
    });
    const denying = resources(template, 'AWS::IAM::ManagedPolicy').filter(([id]) => id.startsWith('Cost'));
    const [[policy] = ['']] = denying;
    const [[topic] = ['']] = resources(template, 'AWS::SNS::Topic').filter(([id]) =>
      id.includes('Operations'),
    );
    template.hasResourceProperties('AWS::Budgets::BudgetsAction', {
      ActionType: 'APPLY_IAM_POLICY',
      ActionThreshold: { Type: 'PERCENTAGE', Value: 100 },
      NotificationType: 'ACTUAL',
      ApprovalModel: 'AUTOMATIC',
      Definition: { IamActionDefinition: { PolicyArn: { Ref: policy }, Roles: ['deployer', 'developer'] } },
      Subscribers: [{ Type: 'SNS', Address: { Ref: topic } }],
    });
    const [[, deny] = ['', {}]] = denying;
    const [statement] = deny['PolicyDocument'].Statement;
    expect(statement).toMatchObject({ Effect: 'Deny', Resource: '*' });
    expect(
      statement.Action.filter((action: string) => !/:(Create|Run|Start|Request|Update)/.test(action)),
    ).toEqual([]);
  });

  test('are carried out by a role that may attach this one policy to these roles, and nothing else', () => {
    const { template } = synthesize({
      costs: { budgets: [{ id: 'all', scope: 'all', amountUsd: 1000, ...NATIVE }] },
    });
    const denying = resources(template, 'AWS::IAM::ManagedPolicy').filter(([id]) => id.startsWith('Cost'));
    const [[policy] = ['']] = denying;
    const own = resources(template, 'AWS::IAM::Policy').filter(([id]) => id.startsWith('CostNativeBudgets'));
    expect(own.map(([, properties]) => properties['PolicyDocument'].Statement)).toEqual([
      [
        {
          Effect: 'Allow',
          Action: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'],
          Condition: { ArnEquals: { 'iam:PolicyARN': { Ref: policy } } },
          Resource: ['deployer', 'developer'].map((role) => `arn:aws:iam::111111111111:role/${role}`),
        },
      ],
    ]);
  });

  test.each<[scope: object, filters: object]>([
    [{ account: 'payments-prod' }, { LinkedAccount: ['222222222222'] }],
    [
      { account: '333333333333', service: 'AWS Lambda' },
      { LinkedAccount: ['333333333333'], Service: ['AWS Lambda'] },
    ],
    [{ team: 'directors' }, { TagKeyValue: ['user:team$directors', 'user:team$bosses'] }],
  ])('of %j count the same', (scope, filters) => {
    const { template } = synthesize({
      costs: {
        teamAliases: { bosses: 'directors' },
        budgets: [{ id: 'one', scope, amountUsd: 1, ...NATIVE }],
      },
    });
    const [[, { Budget }] = ['', {}]] = resources(template, 'AWS::Budgets::Budget');
    expect(Budget.CostFilters).toEqual(filters);
  });
});
