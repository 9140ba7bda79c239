import * as z from 'zod';
import { type Instant, instant } from '../kernel/instant.ts';
import type { Organization } from '../platform/schema.ts';
import { AlertmanagerMessage, alertmanagerAlerts } from './alertmanager.ts';
import { budgetFromText } from './aws-budget.ts';
import { healthFromBus } from './aws-health.ts';
import { type AlarmChange, alarmFromBus, alarmFromSns } from './cloudwatch-alarm.ts';
import { ALERT_RAISED, AlertRaised, AWS_HEALTH } from './events.ts';
import { cutText, fitLabels } from './fit-alert.ts';
import type { Hash, Normalised, Signal, StatedAlert } from './signal.ts';

/** What the webhook function puts on the queue once it has checked the key and the body. */
export const WebhookAlert = z.object({
  belltower: z.literal('webhook'),
  integration: z.string(),
  receivedAt: z.string(),
  alert: AlertRaised,
});
export type WebhookAlert = z.infer<typeof WebhookAlert>;

const SnsEnvelope = z.object({
  Type: z.literal('Notification'),
  TopicArn: z.string(),
  Subject: z.string().nullish(),
  Message: z.string(),
});
const BusEvent = z.object({
  'detail-type': z.string(),
  source: z.string(),
  account: z.string().optional(),
  time: z.string(),
  detail: z.unknown(),
});

/**
 * A message of the intake queue as signals: CloudWatch through SNS or EventBridge, AWS Health, AWS Budgets,
 * `AlertRaised` from the bus, the webhook function's envelopes, or any other SNS message. `sentAt` is when it was put on
 * the queue.
 */
export function normaliseAlert(
  body: string,
  sentAt: Instant,
  organization: Organization,
  hash: Hash,
): Normalised {
  const parsed = parseJson(body);
  if (parsed === undefined)
    return { kind: 'malformed', reason: 'the message is not JSON', source: 'unknown' };
  const webhook = WebhookAlert.safeParse(parsed);
  if (webhook.success) {
    const { integration, alert, receivedAt } = webhook.data;
    return one(alert, alert.source ?? integration, canonicalTime(receivedAt, sentAt), organization, hash);
  }
  const alertmanager = AlertmanagerMessage.safeParse(parsed);
  if (alertmanager.success) return fromAlertmanager(alertmanager.data, organization, hash);
  const envelope = SnsEnvelope.safeParse(parsed);
  if (envelope.success) return fromSns(envelope.data, sentAt, organization, hash);
  const event = BusEvent.safeParse(parsed);
  if (event.success) return fromBus(event.data, parsed, sentAt, organization, hash);
  return {
    kind: 'malformed',
    reason: 'neither an SNS notification, an EventBridge event nor a webhook alert',
    source: 'unknown',
  };
}

function fromAlertmanager(message: AlertmanagerMessage, organization: Organization, hash: Hash): Normalised {
  const source = message.integration;
  const signals = alertmanagerAlerts(message, hash).map((stated) =>
    signalOf(stated, source, organization, hash),
  );
  return signals.length === 0
    ? { kind: 'ignored', reason: 'no-alerts', source }
    : { kind: 'signals', signals };
}

function fromSns(
  envelope: z.infer<typeof SnsEnvelope>,
  sentAt: Instant,
  organization: Organization,
  hash: Hash,
): Normalised {
  const [, , , region = '', account = '', topic = 'unknown'] = envelope.TopicArn.split(':');
  const source = `sns:${topic}`;
  const message = parseJson(envelope.Message);
  if (typeof message === 'object' && message !== null && 'AlarmName' in message) {
    return fromAlarm(alarmFromSns(message, region), sentAt, organization, hash);
  }
  const budget = budgetFromText(envelope.Message, account, hash);
  if (budget !== undefined) return one(budget, 'budgets', sentAt, organization, hash);
  const stated = AlertRaised.safeParse(message);
  if (stated.success) return one(stated.data, stated.data.source ?? source, sentAt, organization, hash);
  const title = (envelope.Subject ?? '').trim() || envelope.Message.trim().split('\n')[0]?.trim() || '';
  const plain = AlertRaised.safeParse({ title: title.slice(0, 65_536) });
  if (!plain.success) return { kind: 'malformed', reason: 'an SNS message without subject or text', source };
  return one(plain.data, source, sentAt, organization, hash);
}

function fromBus(
  event: z.infer<typeof BusEvent>,
  whole: unknown,
  sentAt: Instant,
  organization: Organization,
  hash: Hash,
): Normalised {
  if (event['detail-type'] === 'CloudWatch Alarm State Change')
    return fromAlarm(alarmFromBus(whole), sentAt, organization, hash);
  if (event['detail-type'] === AWS_HEALTH.event || event['detail-type'] === AWS_HEALTH.abuse) {
    const health = healthFromBus(whole, hash);
    if (!health.ok) return { kind: 'malformed', reason: health.reason, source: 'aws-health' };
    return one(health.alert, 'aws-health', health.changedAt ?? sentAt, organization, hash);
  }
  if (event['detail-type'] !== ALERT_RAISED.detailType) {
    return {
      kind: 'malformed',
      reason: 'an EventBridge event that is not AlertRaised',
      source: event.source,
    };
  }
  const detail = AlertRaised.safeParse(event.detail);
  if (!detail.success) {
    const issue = detail.error.issues[0];
    return {
      kind: 'malformed',
      reason: `AlertRaised: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
      source: event.source,
    };
  }
  const alert = { ...detail.data, account: detail.data.account ?? event.account };
  return one(alert, alert.source ?? event.source, canonicalTime(event.time, sentAt), organization, hash);
}

function fromAlarm(change: AlarmChange, sentAt: Instant, organization: Organization, hash: Hash): Normalised {
  if (!change.ok) return { kind: 'malformed', reason: change.reason, source: 'cloudwatch' };
  if (change.state === 'INSUFFICIENT_DATA')
    return { kind: 'ignored', reason: 'insufficient-data', source: 'cloudwatch' };
  return one(change.alert, 'cloudwatch', canonicalTime(change.changedAt, sentAt), organization, hash);
}

function one(
  alert: AlertRaised,
  source: string,
  changedAt: Instant,
  organization: Organization,
  hash: Hash,
): Normalised {
  return { kind: 'signals', signals: [signalOf({ alert, changedAt }, source, organization, hash)] };
}

function signalOf(
  { alert, changedAt, toldAt }: StatedAlert,
  source: string,
  organization: Organization,
  hash: Hash,
): Signal {
  const account = organization.accounts.find(({ id }) => id === alert.account)?.name;
  const service = alert.service ?? account ?? alert.account ?? source;
  return {
    ...alert,
    title: cutText(alert.title, MOST_TITLE),
    labels: fitLabels(alert.labels),
    source,
    service,
    dedupKey: alert.dedupKey ?? hash([source, service, alert.title].join('\n')),
    fingerprint: memberKey(alert.fingerprint),
    at: changedAt,
    ...(toldAt === undefined ? {} : { toldAt }),
  };
}

const MOST_TITLE = 1024;

/** An incident keeps its alerts by fingerprint; this one name no map can keep. */
function memberKey(fingerprint: string | undefined): string {
  return fingerprint === '__proto__' ? '__proto' : (fingerprint ?? '-');
}

/** CloudWatch writes offsets without a colon (`+0000`). A time that cannot be read is replaced by the queue's. */
function canonicalTime(text: string, otherwise: Instant): Instant {
  const ms = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(ms) ? otherwise : instant(ms);
}

/** The value, with half characters, which no table can hold, replaced wherever they stand; undefined if not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value: unknown) => wellFormed(value));
  } catch {
    return undefined;
  }
}

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (Object.keys(value).every((key) => key.isWellFormed())) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key.toWellFormed(), entry]));
}
