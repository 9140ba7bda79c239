import type { Instant } from '../../shared/kernel/instant.ts';
import type { AlertmanagerMessage } from '../../shared/paging/alertmanager.ts';
import { at } from './paging.ts';

/** What Go writes for a time that was never set. */
const NEVER = '0001-01-01T00:00:00Z';

/** One alert of a notification. `seconds` is when it began, `ended` when it was over. */
export function amAlert(
  fingerprint: string,
  {
    seconds = -60,
    ended,
    labels = {},
    ...more
  }: { seconds?: number; ended?: number; labels?: object; [field: string]: unknown } = {},
) {
  return {
    status: ended === undefined ? 'firing' : 'resolved',
    labels: {
      alertname: 'HighErrorRate',
      instance: `${fingerprint}.example:9090`,
      job: 'payments-api',
      service: 'payments',
      severity: 'critical',
      ...labels,
    },
    annotations: {
      description: 'More than 5% of requests have failed for ten minutes.',
      runbook_url: 'https://wiki.acme.example/errors',
      summary: 'API error rate > 5%',
    },
    startsAt: at(seconds),
    endsAt: ended === undefined ? NEVER : at(ended),
    generatorURL: 'http://prometheus.acme.example:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1',
    fingerprint,
    ...more,
  };
}

/** A notification as version 4 of the webhook format has it, with every field that Alertmanager writes. */
export function amNotification(alerts: readonly unknown[], changes: Record<string, unknown> = {}) {
  return {
    receiver: 'belltower',
    status: 'firing',
    alerts,
    notification_reason: 'first_notification',
    groupLabels: { alertname: 'HighErrorRate' },
    commonLabels: { alertname: 'HighErrorRate', severity: 'critical' },
    commonAnnotations: { summary: 'API error rate > 5%' },
    routeLabels: {},
    externalURL: 'http://alertmanager.acme.example:9093',
    version: '4',
    groupKey: '{}:{alertname="HighErrorRate"}',
    truncatedAlerts: 0,
    ...changes,
  };
}

/** A notification as the webhook function puts it on the queue. */
export function amMessage(
  notification: unknown,
  receivedAt: Instant = at(0),
  changes: Partial<AlertmanagerMessage> = {},
): string {
  return JSON.stringify({
    belltower: 'alertmanager',
    integration: 'prometheus',
    labels: { integration: 'prometheus' },
    receivedAt,
    notification,
    ...changes,
  });
}

/** Case 81: three alerts of one group and service; two of them end, then the third. Each with when it is received. */
export const CASE_81: readonly (readonly [receivedAt: Instant, message: string])[] = [
  [0, [amAlert('a'), amAlert('b'), amAlert('c')], 'firing'] as const,
  [300, [amAlert('a'), amAlert('b', { ended: 240 }), amAlert('c', { ended: 250 })], 'firing'] as const,
  [600, [amAlert('a', { ended: 590 })], 'resolved'] as const,
].map(([seconds, alerts, status]) => [
  at(seconds),
  amMessage(amNotification(alerts, { status }), at(seconds)),
]);
