import { IAM_READS, TAGGING_ACTIONS } from '../../lib/tags/tagging-actions.ts';
import { LOCAL_ACCOUNT } from '../../local/aws-environment.ts';
import { QuarantineWay, WAYS } from '../../shared/tags/ways/table.ts';

/** Something that is allowed although no test has made use of it. */
export interface UnusedGrant {
  /** The construct whose role it is. */
  readonly function: string;
  readonly action: string;
  /** The construct it is allowed on, or the ARN of what is not ours. */
  readonly resource: string;
  readonly reason: string;
}

/** What is used or not by the order of the test files. */
export const NOW_AND_THEN: readonly UnusedGrant[] = [
  {
    function: 'Tags/Daily/ConcludeTagSweep',
    action: 'sts:AssumeRole',
    resource: 'arn:aws:iam::*:role/BelltowerMember',
    reason:
      'It enters an account where something of it is due to be stopped: if a test has left something wrong there.',
  },
];

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

/** The workflow of each sweep, and how its executions are called. */
const SWEEPS = {
  'LogRetention/Sweeping/Sweep/StateMachine':
    'arn:aws:states:eu-west-1:000000000000:execution:<LogRetentionSweepingSweepStateMachineFB9A9ACD.Name>',
  'Tags/Daily/Sweep/StateMachine':
    'arn:aws:states:eu-west-1:000000000000:execution:<TagsDailySweepStateMachine20637201.Name>',
};
const GROUPS = 'arn:aws:logs:*:000000000000:log-group:*';
const TABLE_WRITE_KEYS = [
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** What the services that the Tagging API calls ask for; those that are called by their own name are used. */
const USED_FOR_US = [
  ...new Set(Object.values(TAGGING_ACTIONS).flatMap(({ set, remove }) => [...set, ...remove])),
].filter((action) => action !== 'iam:TagRole');

/** What each function writes by the API of a service itself, of what the tests make. */
const WRITTEN: Readonly<Record<string, string>> = {
  'Tags/Events/JudgeTagEvent': 'autoscaling:CreateOrUpdateTags',
  'Tags/Daily/SweepTagCell': 'iam:TagPolicy',
};

/** What each function asks IAM for of what the tests make: the sweep reads the tags of roles as it lists them. */
const LISTED: Readonly<Record<string, readonly string[]>> = {
  'Tags/Events/JudgeTagEvent': ['iam:ListRoleTags'],
  'Tags/Daily/SweepTagCell': ['iam:ListPolicyTags'],
  'Tags/Daily/ConcludeTagSweep': ['iam:ListRoleTags', 'iam:ListPolicyTags'],
};

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
  ...Object.entries(WRITTEN).flatMap(([name, written]) =>
    USED_FOR_US.filter((action) => action !== written).map((action) => ({
      function: name,
      action,
      resource: action.startsWith('apigateway:') ? 'arn:aws:apigateway:*::/tags/*' : '*',
      reason:
        'A service asks for it when the Tagging API, or its own for a type of its own, is called for us.',
    })),
  ),
  {
    function: 'Tags/Daily/ConcludeTagSweep',
    action: 'autoscaling:DescribeAutoScalingGroups',
    resource: '*',
    reason:
      'It reads the tags of what is due to be stopped once more, and no Auto Scaling group is ever due there.',
  },
  ...Object.entries(LISTED).flatMap(([name, listed]) =>
    IAM_READS.filter((action) => !listed.includes(action)).map((action) => ({
      function: name,
      action,
      resource: `arn:aws:iam::${LOCAL_ACCOUNT}:*`,
      reason: 'Each type of IAM has its own call to list tags, and the tests make roles and policies alone.',
    })),
  ),
  ...[
    [
      'Tags/Daily/SweepTagCell',
      'tag:UntagResources',
      '*',
      'Nothing that is swept there has a tag in a wrong spelling.',
    ],
    [
      'Tags/Daily/SweepTagCell',
      'resource-explorer-2:ListSupportedResourceTypes',
      '*',
      'It is asked where Resource Explorer is, which the emulator has not.',
    ],
  ].map(([name = '', action = '', resource = '', reason = '']) => ({
    function: name,
    action,
    resource,
    reason,
  })),
  ...QuarantineWay.options.flatMap((way) => {
    const { on, look, act, inOurName } = WAYS[way].access;
    const local = (pattern: string) => `arn:aws:${pattern.replace('{account}', LOCAL_ACCOUNT)}`;
    const resource = local(on);
    if (way === 'no-concurrency') return [];
    if (way === 'deny-writes')
      return [
        {
          function: 'Tags/Daily/ConcludeTagSweep',
          action: 's3:DeleteBucketPolicy',
          resource,
          reason: 'The one bucket that is closed there is not released.',
        },
      ];
    return [
      ...look.actions.map((action) => [action, look.anywhere === true ? '*' : resource] as const),
      ...act.map((action) => [action, resource] as const),
      ...(inOurName?.actions ?? []).map((action) => [action, local(inOurName?.on ?? '')] as const),
    ].map(([action, where]) => ({
      function: 'Tags/Daily/ConcludeTagSweep',
      action,
      resource: where,
      reason: 'What stays wrong in the emulator until it is stopped are functions and a bucket.',
    }));
  }),
  ...['Privacy/CaseWork/RunCommand', 'Privacy/KeyEvents/TakeEvent'].map((name) => ({
    function: name,
    action: 'events:PutEvents',
    resource: 'Platform/Bus/Bus',
    reason: 'It raises an alert only where somebody saves a key from its deletion, which no test does there.',
  })),
  {
    function: 'Privacy/Api/ServeCases',
    action: 'dynamodb:ConditionCheckItem',
    resource: 'Privacy/Cases/Table',
    reason: 'It is asked for where a person asks again whose case is closed, which no test waits for.',
  },
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
  ...Object.entries(SWEEPS).flatMap(([sweep, executions]) => [
    ...['states:DescribeExecution', 'states:StopExecution'].flatMap((action) =>
      [':*', '/Cells:*'].map((which) => ({
        function: sweep,
        action,
        resource: executions + which,
        reason: 'Step Functions itself follows and stops what a distributed map has started.',
      })),
    ),
    {
      function: sweep,
      action: 'states:StartExecution',
      resource: sweep,
      reason: 'Step Functions itself starts an execution for each cell of a distributed map.',
    },
  ]),
  ...['LogRetention/Judging/JudgeLogGroup', 'LogRetention/Sweeping/SweepLogCell'].map((name) => ({
    function: name,
    action: 'logs:DeleteRetentionPolicy',
    resource: GROUPS,
    reason: 'A group is kept for ever only where a rule says never, which config/local has none of.',
  })),
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
