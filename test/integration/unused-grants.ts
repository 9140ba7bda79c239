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
  ...['Paging/Ladder/StateMachine', 'Cost/Run/StateMachine'].flatMap((workflow) =>
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
];
