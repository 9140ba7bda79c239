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

/** What the services that the Tagging API calls ask for; those of IAM that are called by their own name are used. */
const USED_FOR_US = Object.values(TAGGING_ACTIONS)
  .flatMap(({ set, remove }) => [...set, ...remove])
  .filter((action) => action !== 'iam:TagRole');

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
];
