import type { Instant } from '../kernel/instant.ts';
import type { Integration, PagingConfig } from './config.ts';
import { AlertRaised } from './events.ts';
import { normaliseAlert } from './normalise-alert.ts';
import type { Hash, Normalised } from './signal.ts';

/** What stands in for the topic of an alarm's message that came without its SNS notification. */
const NO_TOPIC = 'arn:aws:sns:::unknown';

/**
 * An alert as people have it in a file: whatever the intake queue takes, and also the bare body of the generic webhook
 * and the bare message of a CloudWatch alarm. A bare body counts as sent at `at` by `integration`, whose labels it
 * gets; without one its source is `webhook` where it states none.
 */
export function readAlert(
  text: string,
  at: Instant,
  { organization }: Pick<PagingConfig, 'organization'>,
  hash: Hash,
  integration?: Integration,
): Normalised {
  const whole = normaliseAlert(text, at, organization, hash);
  const bare = whole.kind === 'malformed' && whole.source === 'unknown' ? parseObject(text) : undefined;
  if (bare === undefined) return whole;
  if ('AlarmName' in bare) {
    const notification = { Type: 'Notification', TopicArn: NO_TOPIC, Message: text };
    return normaliseAlert(JSON.stringify(notification), at, organization, hash);
  }
  const alert = AlertRaised.safeParse(bare);
  if (!alert.success) {
    const [issue] = alert.error.issues;
    const reason = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`;
    return { kind: 'malformed', reason, source: integration?.id ?? 'webhook' };
  }
  const labels =
    integration === undefined
      ? alert.data.labels
      : { ...alert.data.labels, ...integration.labels, integration: integration.id };
  const envelope = {
    belltower: 'webhook',
    integration: integration?.id ?? 'webhook',
    receivedAt: at,
    alert: { ...alert.data, labels },
  };
  return normaliseAlert(JSON.stringify(envelope), at, organization, hash);
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
