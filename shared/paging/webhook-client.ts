import { createHmac } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { request } from 'node:https';
import { epochMs, type Instant } from '../kernel/instant.ts';
import { isPublic, urlFault } from './public-address.ts';
import type { SendOutcome } from './send-outcome.ts';

/** Posts one JSON body; never throws, the outcome says what came of it. */
export type SendWebhook = (
  hook: { readonly url: string; readonly secret: string },
  body: unknown,
  now: Instant,
) => Promise<SendOutcome>;

/** Resolves a host name to all of its addresses. */
export type ResolveHost = (host: string) => Promise<readonly string[]>;

/** Posts to a URL at this one address, and answers with the status. */
export type PostTo = (
  url: URL,
  address: string,
  headers: Record<string, string>,
  body: string,
) => Promise<number>;

const TIMEOUT_MS = 5_000;

/**
 * The signature a receiver checks, in the form `t=<seconds>,v1=<hex>`: HMAC-SHA-256 with the shared secret over
 * `<seconds>.<body>`. Binding the time in lets receivers refuse replays.
 */
export function signature(secret: string, body: string, now: Instant): string {
  const seconds = Math.floor(epochMs(now) / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

/** Sends a signed body to whoever a contact names, as `publicPoster` does. */
export function webhookSender(resolve: ResolveHost = resolveAll, post: PostTo = postTo): SendWebhook {
  const send = publicPoster(resolve, post);
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
 * Sends only to public https addresses: the name is resolved, every address must be public, and the connection goes to
 * the one that was checked, so a second answer of the name server changes nothing. Redirects are not followed.
 */
export function publicPoster(resolve: ResolveHost = resolveAll, post: PostTo = postTo): PostPublic {
  return async (url, payload, sign = () => ({})) => {
    if (urlFault(url) !== undefined) return { ok: false, reason: 'url-refused', retryable: false };
    const target = new URL(url);
    try {
      const addresses = await resolve(target.hostname.replace(/^\[|\]$/g, ''));
      const [address] = addresses;
      if (address === undefined) return { ok: false, reason: 'host-unknown', retryable: true };
      if (!addresses.every(isPublic)) return { ok: false, reason: 'address-not-public', retryable: false };
      const body = JSON.stringify(payload);
      const headers = { 'content-type': 'application/json', ...sign(body) };
      return outcomeOf(await post(target, address, headers, body));
    } catch {
      return { ok: false, reason: 'no-answer', retryable: true };
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

async function resolveAll(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

const postTo: PostTo = (url, address, headers, body) =>
  new Promise((resolve, reject) => {
    const family = address.includes(':') ? 6 : 4;
    const outgoing = request(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        lookup: (_host, options, answer) => {
          if (options.all) answer(null, [{ address, family }]);
          else answer(null, address, family);
        },
      },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
