import { ArnFormat, CfnOutput, Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, LogGroup, RetentionDays, SubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { Construct } from 'constructs';
import { OWN_TAG } from '../../shared/logs/events.ts';
import { RecordReceiptsEnv } from '../../shared/paging/env.ts';
import { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { DataKey } from '../platform/data-key.ts';
import type { PagingPart } from './paging-part.ts';

/** SNS chooses the names: one log for messages that arrived, one for those that did not. */
const LOGS = {
  Delivered: 'DirectPublishToPhoneNumber',
  Failed: 'DirectPublishToPhoneNumber/Failure',
} as const;

/**
 * What became of text messages: SNS writes it into two logs of the account, and a function records it with the page. That
 * SNS shall write is a setting of the account (`DeliveryStatusIAMRole`), which no template can make.
 */
export class SmsReceipts extends Construct {
  constructor(scope: Construct, id: string, { platform, paging, config }: PagingPart) {
    super(scope, id);
    const { key, alarms } = platform;
    const recordReceipts = new ServiceFunction(this, 'RecordReceipts', {
      entry: 'paging/record-receipts',
      schema: RecordReceiptsEnv,
      env: {
        INCIDENTS_TABLE: paging.incidents.access('GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'),
        AUDIT_TABLE: platform.audit.access('PutItem'),
        LADDER_ARN: paging.ladder.start(),
        DELIVERY_QUEUE_URL: paging.deliveryQueue.send(),
      },
      config,
      limits: { timeout: 15, concurrency: 3 },
      alarms,
    });
    const deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      key,
      alarms,
      holds: 'receipts of text messages that could not be recorded',
    });
    recordReceipts.keepFailures(deadLetters, { attempts: 2, within: Duration.minutes(10) });
    const logs = Object.entries(LOGS).map(([kind, name]) => this.log(key, kind, name));
    for (const log of logs) {
      new SubscriptionFilter(log, 'Feed', {
        logGroup: log,
        destination: new LambdaDestination(recordReceipts.lambda),
        filterPattern: FilterPattern.allEvents(),
      });
    }
    this.writer(logs);
  }

  /** Its lines hold phone numbers: encrypted, and gone after three days, when no receipt comes any more. */
  private log(key: DataKey, kind: string, name: string): LogGroup {
    const stack = Stack.of(this);
    const logGroupName = `sns/${stack.region}/${stack.account}/${name}`;
    key.keepLog(
      stack.formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: logGroupName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
    const log = new LogGroup(this, kind, {
      logGroupName,
      encryptionKey: key.key,
      retention: RetentionDays.THREE_DAYS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Whatever rules there are for log groups, nobody may keep these longer: `planRetention` goes by the tag.
    Tags.of(log).add(OWN_TAG.key, OWN_TAG.value);
    return log;
  }

  private writer(logs: readonly LogGroup[]): void {
    const { account } = Stack.of(this);
    const role = new Role(this, 'WriterRole', {
      description: 'Lets SNS log what becomes of text messages',
      assumedBy: new ServicePrincipal('sns.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: logs.map((log) => log.logGroupArn),
      }),
    );
    new CfnOutput(this, 'RoleArn', {
      description:
        'Once: aws sns set-sms-attributes --attributes DeliveryStatusIAMRole=<this>,DeliveryStatusSuccessSamplingRate=100',
      value: role.roleArn,
    }).overrideLogicalId('SmsReceiptsRoleArn');
  }
}
