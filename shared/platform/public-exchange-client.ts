import { lookup } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { isPublic, urlFault } from './public-address.ts';

/** Resolves a host name to all of its addresses. */
export type ResolveHost = (host: string) => Promise<readonly string[]>;

/** How long the look-up of a name may take, and all of it, in milliseconds. */
export interface ExchangeLimits {
  readonly lookup: number;
  readonly total: number;
}

/** What a server answered. */
export interface HttpAnswer {
  readonly status: number;
  readonly retryAfter?: string | undefined;
  /** Undefined where it was not read, or is longer than was asked for. */
  readonly body?: string | undefined;
}

/** What came of it: `refused` is not sent, `unanswered` may have been. */
export type Exchanged<T> =
  | { readonly kind: 'answered'; readonly answer: T }
  | { readonly kind: 'refused'; readonly reason: 'url-refused' | 'address-not-public' }
  | { readonly kind: 'unanswered'; readonly reason: 'host-unknown' | 'no-answer' };

/** How long the connection to one address may take, in milliseconds. */
const CONNECT_MS = 1_000;

/**
 * Talks only to public https addresses: the name is resolved, every address must be public, and the connection goes to
 * one that was checked, so a second answer of the name server changes nothing. Never throws.
 */
export async function toPublic<T>(
  url: string,
  resolve: ResolveHost,
  limits: ExchangeLimits,
  talk: (url: URL, addresses: readonly string[], signal: AbortSignal) => Promise<T>,
): Promise<Exchanged<T>> {
  if (urlFault(url) !== undefined) return { kind: 'refused', reason: 'url-refused' };
  const target = new URL(url);
  const signal = AbortSignal.timeout(limits.total);
  try {
    const host = target.hostname.replace(/^\[|\]$/g, '');
    const addresses = await until(AbortSignal.timeout(limits.lookup), resolve(host));
    if (addresses.length === 0) return { kind: 'unanswered', reason: 'host-unknown' };
    if (!addresses.every(isPublic)) return { kind: 'refused', reason: 'address-not-public' };
    return { kind: 'answered', answer: await talk(target, addresses, signal) };
  } catch {
    return { kind: 'unanswered', reason: 'no-answer' };
  }
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

/** All addresses the system knows of a host. */
export async function resolveAll(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/** Tries one address after the other. Keeps no connection: by the next time the name may have other addresses. */
const IN_TURN = new Agent({ autoSelectFamily: true, autoSelectFamilyAttemptTimeout: CONNECT_MS });

/**
 * Posts to a URL at the first of these addresses that takes a connection. One that takes none is passed over for the next;
 * what was sent once is not sent to another. Redirects are not followed.
 * @param mostBytes of the answer's body; with 0 it is not waited for
 */
export function postTo(
  url: URL,
  addresses: readonly string[],
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
  mostBytes: number,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
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
        readAnswer(response, mostBytes).then(resolve, reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** An answer with its body, as far as that is wanted. @param mostBytes of the body; with 0 it is not waited for */
export async function readAnswer(response: IncomingMessage, mostBytes: number): Promise<HttpAnswer> {
  const { statusCode: status = 0, headers } = response;
  const retryAfter = headers['retry-after'];
  if (mostBytes === 0) {
    response.resume();
    return { status, retryAfter };
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > mostBytes) return { status, retryAfter }; // leaving the loop hangs up
    chunks.push(part);
  }
  return { status, retryAfter, body: Buffer.concat(chunks).toString() };
}
