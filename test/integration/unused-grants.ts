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

/** All of them, each with its reason. One without fails the proof, and so does a reason for what is used. */
export const UNUSED_GRANTS: readonly UnusedGrant[] = [
  ...[
    'Paging/Ladder/StateMachine',
    'Cost/Run/StateMachine',
    'LogRetention/Sweeping/Sweep/StateMachine',
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
];
