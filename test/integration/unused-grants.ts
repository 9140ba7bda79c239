import { IAM_READS, TAGGING_ACTIONS } from '../../lib/tags/tagging-actions.ts';
import { LOCAL_ACCOUNT } from '../../local/aws-environment.ts';

/** Something that is allowed although no test has made use of it. */
export interface UnusedGrant {
  /** The construct whose role it is. */
  readonly function: string;
  readonly action: string;
  /** The construct it is allowed on, or the ARN of what is not ours. */
  readonly resource: string;
  readonly reason: string;
}

const LOG_DELIVERY = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
];

const LOG_SWEEP = 'LogRetention/Sweeping/Sweep/StateMachine';
const LOG_SWEEP_EXECUTIONS =
  'arn:aws:states:eu-west-1:000000000000:execution:<LogRetentionSweepingSweepStateMachineFB9A9ACD.Name>';
const GROUPS = 'arn:aws:logs:*:000000000000:log-group:*';
const TABLE_WRITE_KEYS = [
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** What the services that the Tagging API calls ask for; those of IAM that are called by their own name are used. */
const USED_FOR_US = Object.values(TAGGING_ACTIONS)
  .flatMap(({ set, remove }) => [...set, ...remove])
  .filter((action) => action !== 'iam:TagRole');

/** All of them, each with its reason. One without fails the proof, and so does a reason for what is used. */
export const UNUSED_GRANTS: readonly UnusedGrant[] = [
  ...[
    'Paging/Ladder/StateMachine',
    'Cost/Run/StateMachine',
    'Privacy/Erasure/StateMachine',
    'LogRetention/Sweeping/Sweep/StateMachine',
    'Tags/Daily/Sweep/StateMachine',
  ].flatMap((workflow) =>
    LOG_DELIVERY.map((action) => ({
      function: workflow,
      action,
      resource: '*',
      reason: 'Step Functions asks for it when a workflow that logs is made or changed, not when it runs.',
    })),
  ),
  ...['Cost/Budgets/WatchBudgets', 'Cost/Reviews/ReviewCosts'].map((name) => ({
    function: name,
    action: 'events:PutEvents',
    resource: 'Platform/Bus/Bus',
    reason: 'It raises an alert only where a mail is refused, and the emulator refuses none.',
  })),
  {
    function: 'Cost/Telling/CheckChannels',
    action: 'events:PutEvents',
    resource: 'Platform/Bus/Bus',
    reason: 'It raises an alert only for a channel that fails, and the emulator keeps mail from nobody.',
  },
  ...USED_FOR_US.map((action) => ({
    function: 'Tags/Events/JudgeTagEvent',
    action,
    resource: action.startsWith('apigateway:') ? 'arn:aws:apigateway:*::/tags/*' : '*',
    reason: 'A service asks for it when the Tagging API, or IAM for a type of its own, is called for us.',
  })),
  ...IAM_READS.filter((action) => action !== 'iam:ListRoleTags').map((action) => ({
    function: 'Tags/Events/JudgeTagEvent',
    action,
    resource: `arn:aws:iam::${LOCAL_ACCOUNT}:*`,
    reason: 'Each type of IAM has its own call to list tags, and the tests make a role alone.',
  })),
  {
    function: 'Tags/Events/JudgeTagEvent',
    action: 'sts:AssumeRole',
    resource: 'arn:aws:iam::*:role/BelltowerMember',
    reason: 'The emulator is one account, and its own needs no role.',
  },
  ...['Privacy/CaseWork/RunCommand', 'Privacy/KeyEvents/TakeEvent'].map((name) => ({
    function: name,
    action: 'events:PutEvents',
    resource: 'Platform/Bus/Bus',
    reason: 'It raises an alert only where somebody saves a key from its deletion, which no test does there.',
  })),
  ...['kms:GetPublicKey', 'kms:Sign'].map((action) => ({
    function: 'Privacy/CaseWork/RunCommand',
    action,
    resource: 'Privacy/Keys/Commands',
    reason: 'It signs what third parties are told, at public addresses only: there is none in the emulator.',
  })),
  ...['Decrypt', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo', 'DescribeKey'].map(
    (action) => ({
      function: 'Privacy/CaseWork/RunCommand',
      action: `kms:${action}`,
      resource: `arn:aws:kms:eu-west-1:000000000000:key/*`,
      reason:
        'Systems of the data map may be encrypted by keys of their owners; those of the emulator are not.',
    }),
  ),
  ...['states:DescribeExecution', 'states:StopExecution'].flatMap((action) =>
    [':*', '/Cells:*'].map((which) => ({
      function: LOG_SWEEP,
      action,
      resource: LOG_SWEEP_EXECUTIONS + which,
      reason: 'Step Functions itself follows and stops what a distributed map has started.',
    })),
  ),
  {
    function: LOG_SWEEP,
    action: 'states:StartExecution',
    resource: LOG_SWEEP,
    reason: 'Step Functions itself starts an execution for each cell of a distributed map.',
  },
  ...['LogRetention/Judging/JudgeLogGroup', 'LogRetention/Sweeping/SweepLogCell'].map((name) => ({
    function: name,
    action: 'logs:DeleteRetentionPolicy',
    resource: GROUPS,
    reason: 'A group is kept for ever only where a rule says never, which config/local has none of.',
  })),
  {
    function: 'LogRetention/Judging/JudgeLogGroup',
    action: 'sts:AssumeRole',
    resource: 'arn:aws:iam::*:role/BelltowerMember',
    reason: 'The events of the tests are of the account of Belltower; the sweep goes into the others.',
  },
  {
    function: 'LogRetention/Sweeping/ConcludeLogSweep',
    action: 'events:PutEvents',
    resource: 'Platform/Bus/Bus',
    reason: 'It raises an alert only where a mail is refused, and the emulator refuses none.',
  },
  ...[
    ['cloudwatch:ListMetrics', '*'],
    ['logs:DescribeLogGroups', '*'],
    ['dynamodb:PutItem', 'LogRetention/Groups/Table'],
    ['events:PutEvents', 'Platform/Bus/Bus'],
    ...TABLE_WRITE_KEYS.map((action) => [action, 'Platform/DataKey/Key']),
  ].map(([action = '', resource = '']) => ({
    function: 'LogRetention/Volume/WatchLogVolume',
    action,
    resource,
    reason: 'It asks, notes and raises only where volume explodes, and the emulator counts no bytes.',
  })),
  ...['s3:AbortMultipartUpload', 's3:GetObjectLegalHold', 's3:GetObjectRetention'].map((action) => ({
    function: 'Privacy/CaseWork/RunCommand',
    action,
    resource: 'arn:aws:s3:::acme-uploads/users/*',
    reason:
      'No object of the emulated bucket is locked, or half way up; test/integration/erase-buckets.test.ts has such.',
  })),
];
