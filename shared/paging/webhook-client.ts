import { createHmac } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { Agent, request } from 'node:https';
import { epochMs, type Instant } from '../kernel/instant.ts';
import type { SendOutcome } from '../platform/send-outcome.ts';
import { isPublic, urlFault } from './public-address.ts';

/** Posts one JSON body; never throws, the outcome says what came of it. */
export type SendWebhook = (
  hook: { readonly url: string; readonly secret: string },
  body: unknown,
  now: Instant,
) => Promise<SendOutcome>;

/** Resolves a host name to all of its addresses. */
type ResolveHost = (host: string) => Promise<readonly string[]>;

/** Posts to a URL at the first of these addresses that takes a connection, and answers with the status. */
export type PostTo = (
  url: URL,
  addresses: readonly string[],
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
) => Promise<number>;

/** How long the look-up of the name may take, the connection to one address, and all of it, in milliseconds. */
const LOOKUP_MS = 2_000;
const CONNECT_MS = 1_000;
const TOTAL_MS = 5_000;

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
  limits = { lookup: LOOKUP_MS, total: TOTAL_MS },
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
 * Sends only to public https addresses: the name is resolved, every address must be public, and the connection goes to
 * one that was checked, so a second answer of the name server changes nothing. Redirects are not followed.
 * @param limits of the look-up and of all of it, in milliseconds.
 */
export function publicPoster(
  resolve: ResolveHost = resolveAll,
  post: PostTo = postTo,
  limits = { lookup: LOOKUP_MS, total: TOTAL_MS },
): PostPublic {
  return async (url, payload, sign = () => ({})) => {
    if (urlFault(url) !== undefined) return { ok: false, reason: 'url-refused', retryable: false };
    const target = new URL(url);
    const signal = AbortSignal.timeout(limits.total);
    try {
      const host = target.hostname.replace(/^\[|\]$/g, '');
      const addresses = await until(AbortSignal.timeout(limits.lookup), resolve(host));
      if (addresses.length === 0) return { ok: false, reason: 'host-unknown', retryable: true };
      if (!addresses.every(isPublic)) return { ok: false, reason: 'address-not-public', retryable: false };
      const body = JSON.stringify(payload);
      const headers = { 'content-type': 'application/json', ...sign(body) };
      return outcomeOf(await post(target, addresses, headers, body, signal));
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

/** The system's look-up cannot be called off, and takes as long as its name servers let it. */
function until<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    }),
  ]);
}

async function resolveAll(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/** Tries one address after the other. Keeps no connection: by the next time the name may have other addresses. */
const IN_TURN = new Agent({ autoSelectFamily: true, autoSelectFamilyAttemptTimeout: CONNECT_MS });

/** An address that takes no connection is passed over for the next; what was sent once is not sent to another. */
export const postTo: PostTo = (url, addresses, headers, body, signal) =>
  new Promise((resolve, reject) => {
    const known = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const outgoing = request(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        signal,
        agent: IN_TURN,
        lookup: (_host, _options, answer) => answer(null, known),
      },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
