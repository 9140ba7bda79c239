import * as z from 'zod';
import { OPTED_OUT } from './opt-out.ts';

/**
 * A line of the delivery log of SNS for text messages (SNS developer guide, "Viewing CloudWatch Logs"). The rest of it,
 * the phone number with it, is never read.
 */
const LogLine = z.object({
  notification: z.object({ messageId: z.string().min(1).max(128) }),
  delivery: z.object({ providerResponse: z.string().optional() }).optional(),
  status: z.enum(['SUCCESS', 'FAILURE']),
});

/** What became of one text message. */
export interface SmsReceipt {
  readonly messageId: string;
  readonly outcome: 'delivered' | 'failed';
  /** A short code, never the carrier's own words. */
  readonly reason: string;
}

/** Why a message did not arrive, by what the same guide lists. */
const FAILURES: readonly (readonly [RegExp, string])[] = [
  [/opted out/i, OPTED_OUT],
  [/spam/i, 'blocked-as-spam'],
  [/block/i, 'blocked'],
  [/invalid phone number/i, 'invalid-number'],
  [/message body is invalid/i, 'invalid-text'],
  [/unreachable|unavailable/i, 'unreachable'],
  [/max price|spend|quota/i, 'over-spend-limit'],
];

/** The receipt in a line of the log; undefined where the line is not one. */
export function parseSmsReceipt(line: string): SmsReceipt | undefined {
  const parsed = LogLine.safeParse(parseJson(line));
  if (!parsed.success) return undefined;
  const { notification, delivery, status } = parsed.data;
  if (status === 'SUCCESS')
    return { messageId: notification.messageId, outcome: 'delivered', reason: 'delivered' };
  const words = delivery?.providerResponse ?? '';
  const reason = FAILURES.find(([pattern]) => pattern.test(words))?.[1] ?? 'carrier-failed';
  return { messageId: notification.messageId, outcome: 'failed', reason };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
