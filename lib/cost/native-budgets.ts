import { Stack } from 'aws-cdk-lib';
import { CfnBudget, CfnBudgetsAction } from 'aws-cdk-lib/aws-budgets';
import { Effect, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Budget, CostConfig } from '../../shared/cost/config.ts';
import { isLocal } from '../constructs/local.ts';
import type { CostPart } from './cost-part.ts';

/** What costs money by the hour once it is there. Nothing that runs is stopped, and nothing can not be deleted. */
const CREATES = [
  'autoscaling:CreateAutoScalingGroup',
  'autoscaling:UpdateAutoScalingGroup',
  'bedrock:CreateProvisionedModelThroughput',
  'dynamodb:CreateTable',
  'ec2:CreateFleet',
  'ec2:CreateNatGateway',
  'ec2:CreateVolume',
  'ec2:RequestSpotInstances',
  'ec2:RunInstances',
  'ec2:StartInstances',
  'ecs:CreateService',
  'ecs:RunTask',
  'eks:CreateCluster',
  'eks:CreateNodegroup',
  'elasticache:CreateCacheCluster',
  'elasticache:CreateReplicationGroup',
  'elasticloadbalancing:CreateLoadBalancer',
  'elasticmapreduce:RunJobFlow',
  'es:CreateDomain',
  'glue:StartJobRun',
  'rds:CreateDBCluster',
  'rds:CreateDBInstance',
  'redshift:CreateCluster',
  'sagemaker:CreateEndpoint',
  'sagemaker:CreateNotebookInstance',
  'sagemaker:CreateTrainingJob',
] as const;

const UNITS = { month: 'MONTHLY', quarter: 'QUARTERLY', year: 'ANNUALLY' } as const;

/**
 * Budgets of AWS for those that ask for one (`native`): at 100% AWS itself attaches a policy to the named roles which
 * denies them to create what costs money. Off unless it is configured.
 */
export class NativeBudgets extends Construct {
  constructor(scope: Construct, id: string, { platform, config }: CostPart) {
    super(scope, id);
    const native = config.cost.budgets.filter((budget) => budget.native !== undefined);
    if (native.length === 0 || isLocal(this)) return; // the emulator has no budgets
    const deny = new ManagedPolicy(this, 'DenyCreate', {
      description: 'Belltower: attached by AWS Budgets while a budget is used up',
      statements: [
        new PolicyStatement({
          sid: 'BudgetUsedUp',
          effect: Effect.DENY,
          actions: [...CREATES],
          resources: ['*'], // a denial is of everything
        }),
      ],
    });
    platform.alarms.operations.acceptFrom('budgets.amazonaws.com', [Stack.of(this).account]);
    const topic = platform.alarms.operations.topic.topicArn;
    for (const budget of native) this.enforce(budget, deny, topic, config);
  }

  private enforce(
    { id, native, period, amountUsd, scope }: Budget,
    deny: ManagedPolicy,
    topic: string,
    config: CostConfig,
  ): void {
    const roles = [...(native?.roles ?? [])];
    const budgetName = `Belltower-${config.organization.name}-${id}`;
    const budget = new CfnBudget(this, `Budget-${id}`, {
      budget: {
        budgetName,
        budgetType: 'COST',
        timeUnit: UNITS[period],
        budgetLimit: { amount: amountUsd, unit: 'USD' },
        ...(scope === 'all' ? {} : { costFilters: filtersOf(scope, config) }),
        costTypes: { useAmortized: config.cost.metric.includes('Amortized') },
      },
    });
    const action = new CfnBudgetsAction(this, `Action-${id}`, {
      budgetName,
      actionType: 'APPLY_IAM_POLICY',
      actionThreshold: { type: 'PERCENTAGE', value: 100 },
      notificationType: 'ACTUAL',
      approvalModel: 'AUTOMATIC',
      executionRoleArn: this.executor(id, roles, deny).roleArn,
      definition: { iamActionDefinition: { policyArn: deny.managedPolicyArn, roles } },
      subscribers: [{ type: 'SNS', address: topic }],
    });
    action.node.addDependency(budget);
  }

  /** May attach this one policy to these roles, and detach it, and nothing else. */
  private executor(id: string, roles: readonly string[], deny: ManagedPolicy): Role {
    const stack = Stack.of(this);
    const executor = new Role(this, `Role-${id}`, {
      description: `Lets AWS Budgets deny roles to create, while the budget ${id} is used up`,
      assumedBy: new ServicePrincipal('budgets.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
    });
    executor.addToPolicy(
      new PolicyStatement({
        actions: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'],
        resources: roles.map((role) =>
          stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: role }),
        ),
        conditions: { ArnEquals: { 'iam:PolicyARN': deny.managedPolicyArn } },
      }),
    );
    return executor;
  }
}

/** A scope as AWS Budgets filters by it; an account by its id, a team by its tag and its other values. */
function filtersOf(
  { service, account, team }: Exclude<Budget['scope'], 'all'>,
  { organization, cost }: CostConfig,
): Record<string, string[]> {
  const id = organization.accounts.find(({ name }) => name === account)?.id ?? account;
  const values = [team, ...Object.keys(cost.teamAliases).filter((alias) => cost.teamAliases[alias] === team)];
  return {
    ...(service === undefined ? {} : { Service: [service] }),
    ...(id === undefined ? {} : { LinkedAccount: [id] }),
    ...(team === undefined ? {} : { TagKeyValue: values.map((value) => `user:${cost.teamTag}$${value}`) }),
  };
}
