import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { Cost } from './cost/cost.ts';
import type { Logs } from './logs/logs.ts';
import type { Paging } from './paging/paging.ts';
import type { Platform } from './platform/platform.ts';
import type { Privacy } from './privacy/privacy.ts';
import type { Tags } from './tags/tags.ts';

/** What the stack prints of the platform: where the API is, and where to hear of alarms. */
export function writePlatformOutputs(stack: Stack, platform: Platform): void {
  const write = writer(stack);
  write('ApiUrl', platform.api.url, 'The HTTP API; /v1/health answers without a signature');
  write(
    'OperationsTopicArn',
    platform.alarms.operations.topic.topicArn,
    'Subscribe the people who run Belltower: it hears of every alarm of ours even when the pager is down',
  );
  write('BusName', platform.bus.bus.eventBusName, 'Put AlertRaised events on this bus');
  write('AuditTable', platform.audit.table.tableName, 'Who changed what, when and why');
}

/** What the stack prints of the pager: where alerts go in, then what the CLI, the runbooks and the tests look up. */
export function writePagingOutputs(stack: Stack, paging: Paging): void {
  const write = writer(stack);
  write(
    'AlarmTopicArn',
    paging.sources.topic.topic.topicArn,
    'Point CloudWatch alarms here, as ALARM and OK action',
  );
  write(
    'ContactsTable',
    paging.contacts.table.tableName,
    'How people are reached; belltower contacts writes it',
  );
  write('IncidentsTable', paging.incidents.table.tableName, 'Incidents, their timelines and pages');
  write(
    'IntegrationKeyId',
    paging.integrationKey.key.keyId,
    'KMS key that signs the keys of webhook senders',
  );
  write('LinkKeyId', paging.linkKey.key.keyId, 'KMS key that signs page links');
  write('LadderArn', paging.ladder.stateMachine.stateMachineArn, 'The workflow that wakes incidents');
  write('IntakeQueueUrl', paging.intakeQueue.queue.queueUrl, 'Alerts on their way in');
  write('IntakeDlqUrl', paging.intakeQueue.deadLetters.queue.queueUrl, 'Alerts that could not be taken in');
  write('DeliveryQueueUrl', paging.deliveryQueue.queue.queueUrl, 'Pages on their way out');
  write('DeliveryDlqUrl', paging.deliveryQueue.deadLetters.queue.queueUrl, 'Pages that could not be sent');
}

/** What the stack prints of the cost watch: what runbooks and tests look up. */
export function writeCostOutputs(stack: Stack, cost: Cost): void {
  const write = writer(stack);
  write('CostsTable', cost.costs.table.tableName, 'Daily costs, findings and budgets');
  write('CostRunArn', cost.run.stateMachine.stateMachineArn, 'The workflow that collects and judges costs');
}

/** What the stack prints of tag enforcement. */
export function writeTagsOutputs(stack: Stack, tags: Tags): void {
  const write = writer(stack);
  write('ResourcesTable', tags.resources.table.tableName, 'What is known of each resource and its tags');
}

/** What the stack prints of log retention. */
export function writeLogsOutputs(stack: Stack, logs: Logs): void {
  const write = writer(stack);
  write('LogGroupsTable', logs.groups.table.tableName, 'What is known of each log group');
}

/** What the stack prints of erasure. */
export function writePrivacyOutputs(stack: Stack, privacy: Privacy): void {
  const write = writer(stack);
  write('CasesTable', privacy.cases.table.tableName, 'Cases, holds and certificates');
  write(
    'CommandKeyId',
    privacy.keys.commands.keyId,
    'KMS key that signs what third parties are told to erase',
  );
  write('ErasureArn', privacy.erasure.stateMachine.stateMachineArn, 'The workflow that acts for a case');
  write('TagKeyId', privacy.keys.tags.key.keyId, 'KMS key that makes the tags of persons');
  write('SigningKeyId', privacy.keys.signing.keyId, 'KMS key that signs certificates of erasure');
  write(
    'SealingPolicyArn',
    privacy.sealing.managedPolicyArn,
    'For the roles of applications that seal data of persons',
  );
}

function writer(stack: Stack): (name: string, value: string, description: string) => void {
  return (name, value, description) => {
    new CfnOutput(stack, name, { value, description });
  };
}
