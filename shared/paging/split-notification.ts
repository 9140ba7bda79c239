import type { Instant } from '../kernel/instant.ts';
import { type AlertmanagerMessage, type AlertmanagerNotification, compactAlert } from './alertmanager.ts';
import type { Integration } from './config.ts';
import { fitUrl } from './fit-alert.ts';

/** A queue may take no more than 256 KB a message; what is left is room for the queue's own. */
const MOST_BYTES = 240 * 1024;
/** What intake can surely take in before its time is up, even if each alert is of another service. */
const MOST_ALERTS = 100;

/**
 * A notification as messages of the intake queue: one, unless it has too many alerts or is too large. One without
 * alerts is a message too, since it is to be recorded.
 */
export function splitNotification(
  notification: AlertmanagerNotification,
  integration: Integration,
  receivedAt: Instant,
): readonly AlertmanagerMessage[] {
  const message = (alerts: AlertmanagerNotification['alerts']): AlertmanagerMessage => ({
    belltower: 'alertmanager',
    integration: integration.id,
    labels: { ...integration.labels, integration: integration.id },
    receivedAt,
    notification: { ...notification, externalURL: fitUrl(notification.externalURL), alerts },
  });
  const envelope = bytesOf(message([]));
  const parts: AlertmanagerNotification['alerts'][] = [];
  let part: AlertmanagerNotification['alerts'] = [];
  let bytes = envelope;
  for (const alert of notification.alerts.map(compactAlert)) {
    const size = bytesOf(alert) + 1;
    if (part.length > 0 && (part.length >= MOST_ALERTS || bytes + size > MOST_BYTES)) {
      parts.push(part);
      part = [];
      bytes = envelope;
    }
    part.push(alert);
    bytes += size;
  }
  return [...parts, part].map(message);
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
