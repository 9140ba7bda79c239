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

/** All of them, each with its reason. One without fails the proof, and so does a reason for what is used. */
export const UNUSED_GRANTS: readonly UnusedGrant[] = [
  ...['Paging/Ladder/StateMachine', 'Cost/Run/StateMachine', 'Privacy/Erasure/StateMachine'].flatMap(
    (workflow) =>
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
  ...['s3:AbortMultipartUpload', 's3:GetObjectLegalHold', 's3:GetObjectRetention'].map((action) => ({
    function: 'Privacy/CaseWork/RunCommand',
    action,
    resource: 'arn:aws:s3:::acme-uploads/users/*',
    reason:
      'No object of the emulated bucket is locked, or half way up; test/integration/erase-buckets.test.ts has such.',
  })),
];
