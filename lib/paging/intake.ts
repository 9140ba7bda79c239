import { Construct } from 'constructs';
import { IntakeAlertEnv, ReceiveWebhookEnv } from '../../shared/paging/env.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { PagingPart } from './paging-part.ts';

/** Takes alerts off the intake queue, and those of the webhook onto it. */
export class Intake extends Construct {
  constructor(scope: Construct, id: string, { platform, config, paging }: PagingPart) {
    super(scope, id);
    const { alarms } = platform;
    const intakeAlert = new ServiceFunction(this, 'IntakeAlert', {
      entry: 'paging/intake-alert',
      schema: IntakeAlertEnv,
      env: {
        INCIDENTS_TABLE: paging.incidents.access('GetItem', 'BatchGetItem', 'PutItem'),
        AUDIT_TABLE: platform.audit.access('PutItem'),
        LADDER_ARN: paging.ladder.start(),
        BUS_NAME: platform.bus.putEvents(),
        DLQ_URL: paging.intakeQueue.deadLetters.send(),
      },
      config,
      // Fifty alerts at once; Lambda itself begins with five pollers of a queue.
      limits: { timeout: 15, concurrency: 5 },
      alarms,
    });
    paging.intakeQueue.feed(intakeAlert, { batch: 10 });

    const receiveWebhook = new ServiceFunction(this, 'ReceiveWebhook', {
      entry: 'paging/receive-webhook',
      schema: ReceiveWebhookEnv,
      env: {
        INTEGRATION_KEY_ID: paging.integrationKey.verify(),
        INTAKE_QUEUE_URL: paging.intakeQueue.send(),
      },
      config,
      limits: { timeout: 10, concurrency: 10 },
      alarms,
    });
    platform.api.serveOpen(
      'Senders outside AWS cannot sign; the integration key is checked by KMS and can be revoked.',
      receiveWebhook,
      'POST /v1/alerts/{integrationKey}',
      'POST /v1/integrations/alertmanager/{integrationKey}',
    );
  }
}
