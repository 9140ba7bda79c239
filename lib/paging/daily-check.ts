import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { CheckReachEnv, RUNTIME_PARTITION } from '../../shared/paging/env.ts';
import { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { startBySchedule } from '../constructs/start-by-schedule.ts';
import type { PagingPart } from './paging-part.ts';

/** Settings and counts of the whole account: none of these actions knows a resource. */
const ACCOUNT_WIDE = [
  'cloudwatch:GetMetricStatistics',
  'kms:ListKeys',
  'lambda:GetAccountSettings',
  'servicequotas:ListAWSDefaultServiceQuotas',
  'servicequotas:ListServiceQuotas',
  'ses:GetAccount',
  'sns:GetSMSAttributes',
  'sns:GetSMSSandboxAccountStatus',
  'sns:ListPhoneNumbersOptedOut',
  'states:ListStateMachines',
];

/** Once a day, looks at what pages depend on and no deployment can settle; what fails raises an alert. */
export class DailyCheck extends Construct {
  constructor(scope: Construct, id: string, { platform, config, paging }: PagingPart) {
    super(scope, id);
    const { key, alarms } = platform;
    const checkReach = new ServiceFunction(this, 'CheckReach', {
      entry: 'paging/check-reach',
      schema: CheckReachEnv,
      env: {
        CONTACTS_TABLE: paging.contacts.access('BatchGetItem'),
        INCIDENTS_TABLE: paging.incidents.accessWithin(RUNTIME_PARTITION, 'Query'),
        BUS_NAME: platform.bus.putEvents(),
      },
      permissions: this.permissions(config.organization.sender),
      config,
      eventStreams: true, // the client of Lambda
      limits: { timeout: 60, concurrency: 1 },
      alarms,
    });
    Validations.of(checkReach).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Settings, limits and counts of an account have no ARN to name; all of it is only read.',
    });
    const deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      key,
      alarms,
      holds: 'daily checks that failed',
    });
    checkReach.keepFailures(deadLetters, { attempts: 2, within: Duration.hours(1) });
    startBySchedule(this, 'Daily', {
      target: checkReach,
      whom: 'the daily check',
      purpose: 'looks at what pages depend on',
      expression: 'cron(0 14 * * ? *)', // by day in Europe and in America: what it finds can wait for neither's night
      deadLetters,
      within: 3600,
    });
  }

  private permissions(sender: string | undefined): PolicyStatement[] {
    const stack = Stack.of(this);
    const quota = stack.formatArn({ service: 'servicequotas', resource: 'kms', resourceName: 'L-C2F1777E' });
    const read = [
      new PolicyStatement({ sid: 'ReadAccount', actions: ACCOUNT_WIDE, resources: ['*'] }),
      new PolicyStatement({ actions: ['servicequotas:GetServiceQuota'], resources: [quota] }),
    ];
    if (sender === undefined) return read;
    const domain = sender.slice(sender.indexOf('@') + 1);
    const identity = stack.formatArn({ service: 'ses', resource: 'identity', resourceName: domain });
    return [...read, new PolicyStatement({ actions: ['ses:GetEmailIdentity'], resources: [identity] })];
  }
}
