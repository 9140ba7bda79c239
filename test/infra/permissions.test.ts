import { beforeAll, describe, expect, test } from 'vitest';
import { type OwnedStatement, resources, statements, synthesize } from './synthesized.ts';

const ACCOUNT = 'a setting or count of the account has no ARN; it is only read';

/** Where `Resource: *` stands in a role, and why nothing narrower can. */
const EVERYWHERE: Readonly<Record<string, string>> = {
  'autoscaling:DescribeAutoScalingGroups': 'IAM knows no permission for some groups; they are only read',
  'iam:GetAccountAuthorizationDetails': 'a listing names nothing; it is only read',
  'iam:ListInstanceProfiles': 'a listing names nothing; it is only read',
  'iam:ListPolicies': 'a listing names nothing; it is only read',
  'resource-explorer-2:ListSupportedResourceTypes': 'the types there are have no ARN; they are only read',
  'resource-explorer-2:Search': 'which view is the default of a region cannot be known; it is only read',
  'cloudwatch:GetMetricData': 'metrics have no ARN; they are only read',
  'cloudwatch:ListMetrics': 'metrics have no ARN; they are only read',
  'ce:GetCostAndUsage': 'a request that names no billing view is about no resource; costs are only read',
  'cloudwatch:GetMetricStatistics': ACCOUNT,
  'kms:ListKeys': ACCOUNT,
  'lambda:GetAccountSettings': ACCOUNT,
  'servicequotas:ListAWSDefaultServiceQuotas': ACCOUNT,
  'servicequotas:ListServiceQuotas': ACCOUNT,
  'ses:GetAccount': ACCOUNT,
  'ses:GetSuppressedDestination': 'the list of suppressed addresses has no ARN; it is only read',
  'sns:GetSMSAttributes': ACCOUNT,
  'sns:GetSMSSandboxAccountStatus': ACCOUNT,
  'sns:ListPhoneNumbersOptedOut': ACCOUNT,
  'states:ListStateMachines': ACCOUNT,
  'sns:Publish': 'a message to a phone number has no ARN; topics are denied beside it',
  'tag:GetResources': 'the Tagging API names no resources to IAM; tags are only read',
  'logs:CreateLogDelivery': 'Step Functions log delivery has no resource-level permissions',
  'logs:DeleteLogDelivery': 'Step Functions log delivery has no resource-level permissions',
  'logs:DescribeLogGroups': 'IAM knows no permission for some log groups; they are only listed',
  'logs:DescribeResourcePolicies': 'Step Functions log delivery has no resource-level permissions',
  'logs:GetLogDelivery': 'Step Functions log delivery has no resource-level permissions',
  'logs:ListLogDeliveries': 'Step Functions log delivery has no resource-level permissions',
  'logs:PutResourcePolicy': 'Step Functions log delivery has no resource-level permissions',
  'logs:UpdateLogDelivery': 'Step Functions log delivery has no resource-level permissions',
};

/** Where a role names resources by a pattern, and why their names cannot be known. */
const PATTERNS: Readonly<Record<string, string>> = {
  '/reviews/*': 'pages of one bucket, each named for its month and reader',
  'arn:aws:iam::*:role/BelltowerMember': 'one role, by its name, in each account of the organization',
  ':log-group:*': 'retention is kept of every log group there is',
  ':*': 'executions of one workflow, its own, as cells of a sweep',
  '/Cells:*': 'executions of one workflow, its own, as cells of a sweep',
  ':key/*': 'keys of persons, and of systems: each is known by its tag, or only described',
  ':table/profiles': 'replicas of a table of the data map, in whatever region; they are only read',
  'arn:aws:iam::111111111111:*': 'whatever IAM has; its tags are only read',
  ':stack/*': 'stacks, whose tags what they made inherits; only read',
};

describe('permissions', () => {
  let all: OwnedStatement[];
  let allowed: OwnedStatement[];
  let ofTable: (name: string) => string;
  beforeAll(() => {
    const { template } = synthesize();
    all = statements(template);
    allowed = all.filter(({ statement }) => statement['Effect'] === 'Allow');
    ofTable = (name) => {
      const found = resources(template, 'AWS::DynamoDB::Table').find(([id]) => id.includes(name));
      return found?.[0] ?? 'no such table';
    };
  });
  const on = (resource: string) =>
    allowed.filter(({ statement }) => JSON.stringify(statement['Resource']).includes(resource));
  const actionsOf = (owner: string) =>
    allowed
      .filter((one) => one.type === 'AWS::IAM::Policy' && one.owner.includes(owner))
      .flatMap(({ actions }) => actions);

  test('no action is allowed by a pattern', () => {
    expect(allowed.length).toBeGreaterThan(20);
    expect(allowed.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
  });

  test('a role is allowed something on everything only where nothing narrower can be said', () => {
    const everywhere = allowed.filter(
      ({ type, statement }) => type === 'AWS::IAM::Policy' && statement['Resource'] === '*',
    );
    const actions = new Set(everywhere.flatMap((one) => one.actions));
    expect([...actions].sort()).toEqual(Object.keys(EVERYWHERE).sort());
  });

  test('a role names resources by a pattern only where their names cannot be known', () => {
    const patterns = allowed
      .filter(({ type, statement }) => type === 'AWS::IAM::Policy' && statement['Resource'] !== '*')
      .filter(({ statement }) => JSON.stringify(statement['Resource']).includes('*'));
    const named = patterns
      .flatMap(({ statement }) => [statement['Resource']].flat())
      .filter((resource) => JSON.stringify(resource).includes('*'))
      .map((one) => one['Fn::Join']?.[1].at(-1) ?? one.replace(/^arn:aws:\w+:[^:]+:\d+/, ''));
    expect([...new Set(named)].sort()).toEqual(Object.keys(PATTERNS).sort());
  });

  test('no role has a managed policy', () => {
    const { template } = synthesize();
    for (const [, role] of resources(template, 'AWS::IAM::Role'))
      expect(role['ManagedPolicyArns']).toBeUndefined();
  });

  test('the audit trail can only be added to', () => {
    const actions = on(ofTable('Audit')).flatMap((one) => one.actions);
    expect([...new Set(actions)]).toEqual(['dynamodb:PutItem']);
  });

  test('nothing deletes but who erases persons', () => {
    const deletes = allowed
      .filter(({ type, owner }) => type === 'AWS::IAM::Policy' && !owner.includes('RunCommand'))
      .flatMap(({ actions }) => actions)
      .filter((action) => /Delete|Purge/.test(action));
    expect([...new Set(deletes)].sort()).toEqual([
      'logs:DeleteLogDelivery',
      'logs:DeleteRetentionPolicy', // a limit: what is logged is kept for ever then
      'sqs:DeleteMessage',
    ]);
  });

  test('who collects costs asks Cost Explorer for them, and keeps them', () => {
    const actions = actionsOf('CollectCosts').filter((action) => /^(ce|dynamodb):/.test(action));
    expect([...new Set(actions)].sort()).toEqual([
      'ce:GetCostAndUsage',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
    ]);
  });

  test('contacts are read by the daily check and by the function that sends pages, which marks opt-outs', () => {
    expect(on(ofTable('Contacts')).map(({ owner, actions }) => [owner, actions])).toEqual([
      [expect.stringContaining('DeliverPages'), ['dynamodb:BatchGetItem', 'dynamodb:UpdateItem']],
      [expect.stringContaining('CheckReach'), ['dynamodb:BatchGetItem']],
    ]);
  });

  test('who sends pages signs links and cannot check them; who shows the page checks and cannot sign', () => {
    expect(actionsOf('DeliverPages')).toContain('kms:GenerateMac');
    expect(actionsOf('DeliverPages')).not.toContain('kms:VerifyMac');
    expect(actionsOf('ShowPage')).toContain('kms:VerifyMac');
    expect(actionsOf('ShowPage')).not.toContain('kms:GenerateMac');
    expect(actionsOf('ReviewCosts')).toContain('kms:GenerateMac');
    expect(actionsOf('ReviewCosts')).not.toContain('kms:VerifyMac');
    expect(actionsOf('ShowReview')).toContain('kms:VerifyMac');
    expect(actionsOf('ShowReview')).not.toContain('kms:GenerateMac');
    expect(actionsOf('ReceiveWebhook')).toContain('kms:VerifyMac');
    expect(actionsOf('ReceiveWebhook')).not.toContain('kms:GenerateMac');
  });

  test('SMS are allowed and topics denied', () => {
    const publish = all.filter(
      ({ owner, actions }) => owner.includes('DeliverPages') && actions.includes('sns:Publish'),
    );
    expect(publish.map(({ statement }) => [statement['Effect'], statement['Resource']])).toEqual([
      ['Allow', '*'],
      ['Deny', 'arn:aws:sns:*:*:*'],
    ]);
  });

  test('mail is sent from the sender domain only', () => {
    const mail = allowed.filter(({ actions }) => actions.includes('ses:SendEmail'));
    expect(mail.map(({ owner }) => owner)).toEqual([
      expect.stringContaining('DeliverPages'),
      expect.stringContaining('TellFinding'),
      expect.stringContaining('WatchBudgets'),
      expect.stringContaining('ReviewCosts'),
      expect.stringContaining('ConcludeTagSweep'),
      expect.stringContaining('ConcludeLogSweep'),
    ]);
    for (const { statement } of mail)
      expect(statement['Resource']).toBe('arn:aws:ses:eu-west-1:111111111111:identity/acme.example');
  });

  test('the data key is used by way of the services that hold the data only, and to seal who a case is about', () => {
    const uses = on('PlatformDataKey').filter(({ type }) => type === 'AWS::IAM::Policy');
    expect(uses.length).toBeGreaterThan(5);
    for (const { statement, owner } of uses) {
      if (/RunCommand|ServeCases/.test(owner) && statement['Condition'].StringEquals === undefined) {
        expect(statement['Condition']).toEqual({
          'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': ['belltower:case'] },
        });
        continue;
      }
      expect(statement['Condition'].StringEquals['kms:ViaService']).toMatch(
        /^(dynamodb|s3|sqs)\.eu-west-1\.amazonaws\.com$/,
      );
    }
  });

  test('retention is set by those who look at log groups, who read nothing of what is logged', () => {
    const setters = allowed.filter(({ actions }) => actions.includes('logs:PutRetentionPolicy'));
    expect(setters.map(({ owner }) => owner)).toEqual([
      expect.stringContaining('JudgeLogGroup'),
      expect.stringContaining('SweepLogCell'),
    ]);
    const dry = statements(synthesize({ retention: { apply: false } }).template);
    expect(dry.flatMap((one) => one.actions).filter((one) => one.endsWith('RetentionPolicy'))).toEqual([]);
    const actions = allowed.filter(({ type }) => type === 'AWS::IAM::Policy').flatMap((one) => one.actions);
    const reads = actions.filter((action) => /^logs:(Get|Filter|Start)/.test(action));
    expect([...new Set(reads)]).toEqual(['logs:GetLogDelivery']); // of workflows, which deliver theirs
  });

  test('a function that needs nothing may write its log and nothing else', () => {
    expect(actionsOf('DescribeApi')).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
  });

  test.each([
    ['ReadOncall', ['dynamodb:Query']],
    ['ChangeOverrides', ['dynamodb:GetItem', 'dynamodb:PutItem']],
    ['ShowCalendar', ['dynamodb:Query']],
  ])('%s sees the settings of run time, and no incident', (name, actions) => {
    const uses = on(ofTable('Incidents')).filter(({ owner }) => owner.includes(name));
    expect(uses.map((use) => use.actions)).toEqual([actions]);
    expect(uses[0]?.statement['Condition']).toEqual({
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['RUNTIME'] },
    });
  });

  test('whoever shows a calendar checks its link and cannot make one', () => {
    expect(actionsOf('ShowCalendar')).toContain('kms:VerifyMac');
    expect(actionsOf('ShowCalendar')).not.toContain('kms:GenerateMac');
  });
});
