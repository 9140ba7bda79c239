import * as z from 'zod';
import { epochMs, Instant, parseInstant } from '../kernel/instant.ts';
import type { Severity } from './events.ts';
import { firstText, fitLabels, fitUrl, MOST_LABEL } from './fit-alert.ts';
import type { Hash, StatedAlert } from './signal.ts';

/** Go writes a map or text that was never set as null. */
const Text = z.string().nullish();

const AlertmanagerAlert = z.object({
  status: z.enum(['firing', 'resolved'], { error: 'one of firing, resolved' }),
  labels: z.record(z.string(), z.string({ error: 'text' })).nullish(),
  annotations: z.object({ summary: Text, description: Text, runbook_url: Text }).nullish(),
  startsAt: Text,
  endsAt: Text,
  generatorURL: Text,
  fingerprint: Text,
});
export type AlertmanagerAlert = z.infer<typeof AlertmanagerAlert>;

const GROUP_KEY = 'the key of the group, at most 32768 characters';

/**
 * What Alertmanager posts to a webhook, as far as we use it: version 4 of the format, which `Message` in its
 * notify/webhook and `Data` and `Alert` in its template package define. The group's own `status` is not looked at:
 * every alert has one.
 */
export const AlertmanagerNotification = z.object({
  version: z.literal('4', { error: '"4", the version of the webhook format' }),
  /** It is in every part of a notification that is split. */
  groupKey: z.string({ error: GROUP_KEY }).min(1, GROUP_KEY).max(32_768, GROUP_KEY),
  /** How many alerts of the group `max_alerts` has kept from us. */
  truncatedAlerts: z.int().min(0).default(0),
  externalURL: Text,
  alerts: z.array(AlertmanagerAlert, { error: 'a list of alerts' }),
});
export type AlertmanagerNotification = z.infer<typeof AlertmanagerNotification>;

/** What the webhook function puts on the queue: a notification, or a part of one that would not fit a message. */
export const AlertmanagerMessage = z.object({
  belltower: z.literal('alertmanager'),
  integration: z.string(),
  /** Those of the integration, which the sender cannot pretend to be without. */
  labels: z.record(z.string(), z.string()),
  receivedAt: Instant,
  notification: AlertmanagerNotification,
});
export type AlertmanagerMessage = z.infer<typeof AlertmanagerMessage>;

const MOST_TITLE = 1024;
const MOST_FINGERPRINT = 256;

/** What teams commonly write in the label `severity`. Anything else is left to the route. */
const SEVERITIES: ReadonlyMap<string, Severity> = new Map([
  ['sev1', 'SEV1'],
  ['sev2', 'SEV2'],
  ['sev3', 'SEV3'],
  ['sev4', 'SEV4'],
  ['critical', 'SEV2'],
  ['page', 'SEV2'],
  ['warning', 'SEV3'],
  ['info', 'SEV4'],
  ['none', 'SEV4'],
]);

/**
 * The alerts of a notification. Those of one group and service share a key, and each keeps its own fingerprint, so that
 * they are one incident which resolves with the last of them. The service is the label `service`, else `job`, else the
 * integration.
 */
export function alertmanagerAlerts(message: AlertmanagerMessage, hash: Hash): readonly StatedAlert[] {
  const { integration, receivedAt, notification } = message;
  const { truncatedAlerts, externalURL } = notification;
  const dedupKey = `alertmanager:${hash([integration, notification.groupKey].join('\n'))}`;
  return notification.alerts.map((alert) => {
    // Those of the integration first, where they are not cut off, and last, where they win.
    const labels: Readonly<Record<string, string>> = {
      ...message.labels,
      ...(truncatedAlerts > 0 ? { truncatedAlerts: String(truncatedAlerts) } : {}),
      ...alert.labels,
      ...message.labels,
    };
    const severity = SEVERITIES.get(labels['severity']?.trim().toLowerCase() ?? '');
    const runbookUrl = fitUrl(alert.annotations?.runbook_url);
    const startsAt = timeOf(alert.startsAt, receivedAt);
    return {
      alert: {
        title: titleOf(alert, truncatedAlerts),
        service: firstText([labels['service'], labels['job']], 128) ?? integration,
        dedupKey,
        fingerprint: fingerprintOf(alert, hash),
        state: alert.status,
        labels: fitLabels(labels),
        links: [link('Source', alert.generatorURL), link('Alertmanager', externalURL)].flat(),
        ...(severity === undefined ? {} : { severity }),
        ...(runbookUrl === undefined ? {} : { runbookUrl }),
        ...(startsAt === undefined ? {} : { startsAt }),
      },
      changedAt: changedAt(alert, receivedAt),
      toldAt: receivedAt,
    };
  });
}

function titleOf({ annotations, labels }: AlertmanagerAlert, truncated: number): string {
  const more = truncated === 0 ? '' : ` (and ${truncated} more that Alertmanager left out)`;
  const texts = [annotations?.summary, annotations?.description, labels?.['alertname']];
  return `${firstText(texts, MOST_TITLE - more.length) ?? 'An alert without a name'}${more}`;
}

function fingerprintOf({ fingerprint, labels }: AlertmanagerAlert, hash: Hash): string {
  const stated = fingerprint?.trim();
  if (!stated) return hash(JSON.stringify(Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))));
  return stated.length <= MOST_FINGERPRINT ? stated : hash(stated);
}

/**
 * An alert that fires is as old as its beginning, so that the same group sent again after `repeat_interval` is no news;
 * one that is resolved is as old as its end.
 */
function changedAt(alert: AlertmanagerAlert, receivedAt: Instant): Instant {
  const began = timeOf(alert.startsAt, receivedAt) ?? receivedAt;
  if (alert.status === 'firing') return began;
  const ended = timeOf(alert.endsAt, receivedAt) ?? receivedAt;
  return timeOf(alert.startsAt, receivedAt) === undefined || ended > began ? ended : began;
}

/** A time not after we heard of it; undefined for one that cannot be read or was never set (year 1 in Go). */
function timeOf(text: string | null | undefined, receivedAt: Instant): Instant | undefined {
  const at = parseInstant(text ?? '');
  if (at === undefined || epochMs(at) <= 0) return undefined;
  return epochMs(at) > epochMs(receivedAt) ? receivedAt : at;
}

function link(text: string, address: string | null | undefined) {
  const url = fitUrl(address);
  return url === undefined ? [] : [{ text, url }];
}

/** An alert without what would be cut off in the end, so that as many as possible fit into a message. */
export function compactAlert(alert: AlertmanagerAlert): AlertmanagerAlert {
  const { summary, description, runbook_url } = alert.annotations ?? {};
  const short = (text: string | null | undefined) => firstText([text], MOST_TITLE);
  const labels = Object.entries(alert.labels ?? {});
  return {
    ...alert,
    labels: Object.fromEntries(labels.map(([name, value]) => [name, value.slice(0, MOST_LABEL)])),
    annotations: {
      summary: short(summary),
      description: short(description),
      runbook_url: fitUrl(runbook_url),
    },
    generatorURL: fitUrl(alert.generatorURL),
  };
}
