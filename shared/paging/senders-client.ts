import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Telemetry } from '../kernel/telemetry.ts';
import { emailSender, type SendEmail } from '../platform/email-client.ts';
import { HeartbeatStore } from './heartbeat-store.ts';
import { IncidentStore } from './incident-store.ts';
import { makeReachSink, type ReachSink } from './reach-sink.ts';
import { type SendSms, smsSender } from './sms-client.ts';
import { type SendWebhook, webhookSender } from './webhook-client.ts';

/** What sends a page, by method. */
export interface Senders {
  readonly sms: SendSms;
  readonly email: SendEmail;
  readonly webhook: SendWebhook;
  readonly sink: ReachSink;
}

/** All of them for real. @param sender the address pages are mailed from; without it nothing is mailed. */
export function senders(
  client: DynamoDBDocumentClient,
  tables: { readonly incidents: string; readonly audit: string },
  sender: string | undefined,
  telemetry: Telemetry,
): Senders {
  const heartbeat = new HeartbeatStore(client, tables.incidents);
  return {
    sms: smsSender(),
    email: emailSender(sender),
    webhook: webhookSender(),
    sink: makeReachSink({ heartbeat, store: new IncidentStore(client, tables), telemetry }),
  };
}
