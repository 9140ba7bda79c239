import { createPublicKey, verify } from 'node:crypto';
import { AppError } from '../kernel/errors.ts';
import { epochMs, type Instant } from '../kernel/instant.ts';
import { parseSignature, signedText } from './message-signature.ts';
import type { EraseAnswer, VerifyAnswer } from './progress.ts';
import { SystemMessage } from './system-message.ts';
import { publicKeyDigest } from './verify-certificate.ts';

/** What a service is told: which classes of whom. The case and the key are for its log, the identities are not. */
export type Told = Pick<SystemMessage, 'caseId' | 'system' | 'classes' | 'identities' | 'idempotencyKey'>;

/** What a service does itself. Both may be called again with the same key, and must then have no new effect. */
export interface JoinedService {
  /** Erases, and says how many records: `{ answer: 'done', count: 3 }`, or `{ answer: 'none' }`. */
  erase(told: Told): Promise<EraseAnswer>;
  /** Reads again: `{ answer: 'empty' }`, or `{ answer: 'residue', count: 1 }`. */
  verify(told: Told): Promise<VerifyAnswer>;
}

type Fetch = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body: string;
    redirect: 'error';
    signal: AbortSignal;
  },
) => Promise<{ readonly status: number }>;

const TIMEOUT_MS = 10_000;

/**
 * Joins a service to erasure: what it returns takes one message, from a queue or a POST, has the service do it, and calls
 * back with what it answers. What the service throws passes, so that a queue delivers the message again.
 * @throws AppError `message-invalid` for what is no message; `callback-failed` (retryable) where the answer did not arrive
 */
export function joinErasure(
  service: JoinedService,
  send: Fetch = fetch,
): (message: unknown) => Promise<void> {
  return async (message) => {
    const parsed = SystemMessage.safeParse(message);
    if (!parsed.success)
      throw new AppError('this is no message of erasure', { code: 'message-invalid', kind: 'invalid' });
    const { kind, callback, caseId, system, classes, identities, idempotencyKey } = parsed.data;
    const told = { caseId, system, classes, identities, idempotencyKey };
    const answer = kind === 'erase' ? await service.erase(told) : await service.verify(told);
    const { status } = await send(callback.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ idempotencyKey, nonce: callback.nonce, answer }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    // Forbidden: it was answered before, or nobody waits for it any more. Another try would be no better.
    if (status === 403 || (status >= 200 && status < 300)) return;
    throw new AppError('the answer was not taken', { code: 'callback-failed', kind: 'unavailable' });
  };
}

/** Older messages are not taken for new ones. */
const MOST_SECONDS = 300;

/**
 * Whether a POST is from the Belltower whose public key this is, and of now: for services that are told over https.
 * @param header what `x-belltower-signature` says
 * @param body as it came, byte for byte
 * @param publicKey in PEM
 */
export function isFromBelltower(
  header: string | undefined,
  body: string,
  publicKey: string,
  now: Instant,
): boolean {
  const given = parseSignature(header ?? '');
  if (given === undefined || Math.abs(epochMs(now) / 1000 - given.seconds) > MOST_SECONDS) return false;
  const key = createPublicKey(publicKey);
  if (publicKeyDigest(key) !== given.key) return false;
  return verify(
    'sha256',
    Buffer.from(signedText(given.seconds, body)),
    key,
    Buffer.from(given.signature, 'base64'),
  );
}
