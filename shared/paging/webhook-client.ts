import { createHmac } from 'node:crypto';
import { epochMs, type Instant } from '../kernel/instant.ts';
import {
  type ExchangeLimits,
  postTo as postAndRead,
  type ResolveHost,
  resolveAll,
  toPublic,
} from '../platform/public-exchange-client.ts';
import type { SendOutcome } from '../platform/send-outcome.ts';

/** Posts one JSON body; never throws, the outcome says what came of it. */
export type SendWebhook = (
  hook: { readonly url: string; readonly secret: string },
  body: unknown,
  now: Instant,
) => Promise<SendOutcome>;

/** Posts to a URL at the first of these addresses that takes a connection, and answers with the status. */
export type PostTo = (
  url: URL,
  addresses: readonly string[],
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
) => Promise<number>;

const LIMITS: ExchangeLimits = { lookup: 2_000, total: 5_000 };

/**
 * The signature a receiver checks, in the form `t=<seconds>,v1=<hex>`: HMAC-SHA-256 with the shared secret over
 * `<seconds>.<body>`. Binding the time in lets receivers refuse replays.
 */
export function signature(secret: string, body: string, now: Instant): string {
  const seconds = Math.floor(epochMs(now) / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

/** Sends a signed body to whoever a contact names, as `publicPoster` does. */
export function webhookSender(
  resolve: ResolveHost = resolveAll,
  post: PostTo = postTo,
  limits = LIMITS,
): SendWebhook {
  const send = publicPoster(resolve, post, limits);
  return ({ url, secret }, payload, now) =>
    send(url, payload, (body) => ({ 'x-belltower-signature': signature(secret, body, now) }));
}

/** Posts one JSON body to a URL; never throws, the outcome says what came of it. `sign` makes headers of the body. */
export type PostPublic = (
  url: string,
  payload: unknown,
  sign?: (body: string) => Record<string, string>,
) => Promise<SendOutcome>;

/**
 * Sends only to public https addresses, as `toPublic` does. Redirects are not followed.
 * @param limits of the look-up and of all of it, in milliseconds.
 */
export function publicPoster(
  resolve: ResolveHost = resolveAll,
  post: PostTo = postTo,
  limits = LIMITS,
): PostPublic {
  return async (url, payload, sign = () => ({})) => {
    const sent = await toPublic(url, resolve, limits, (target, addresses, signal) => {
      const body = JSON.stringify(payload);
      return post(target, addresses, { 'content-type': 'application/json', ...sign(body) }, body, signal);
    });
    switch (sent.kind) {
      case 'answered':
        return outcomeOf(sent.answer);
      case 'refused':
        return { ok: false, reason: sent.reason, retryable: false };
      case 'unanswered':
        return { ok: false, reason: sent.reason, retryable: true };
    }
  };
}

function outcomeOf(status: number): SendOutcome {
  if (status >= 200 && status < 300) return { ok: true, reason: 'delivered' };
  return {
    ok: false,
    reason: `http-${status}`,
    retryable: status >= 500 || status === 408 || status === 429,
  };
}

/** The status is enough: nobody waits for the rest. */
export const postTo: PostTo = async (url, addresses, headers, body, signal) =>
  (await postAndRead(url, addresses, headers, body, signal, 0)).status;
