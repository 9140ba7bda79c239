import { type Instant, shift } from '../kernel/instant.ts';
import { CONTACT_METHODS, type Contact, type ContactMethod, counts, type PendingCode } from './contact.ts';

/** How long a code may be entered. */
export const CODE_LIFE_MS = 15 * 60_000;

/** How many wrong codes are borne before another one has to be sent. */
export const MOST_ATTEMPTS = 5;

/** The shortest time between two codes to one method. */
export const BETWEEN_CODES_MS = 60_000;

/** What chance and cryptography contribute; the decisions here have neither. */
export interface CodeSource {
  /** Six digits. */
  readonly code: string;
  readonly salt: string;
}

/** A slow hash of a code under a salt. */
export type HashCode = (code: string, salt: string) => string;

/** A code to send, with the contact that remembers it; or why none is sent now. */
export type IssuedCode =
  | { readonly kind: 'issued'; readonly contact: Contact; readonly code: string; readonly expiresAt: Instant }
  | { readonly kind: 'refused'; readonly reason: 'no-method' | 'already-verified' }
  | { readonly kind: 'refused'; readonly reason: 'too-soon'; readonly after: Instant };

/** Six digits, every one of the million as likely: from 32 bits of chance, of which the few that would favour some are not used. */
export function sixDigits(randomUint32: () => number): string {
  const most = 4_294_000_000; // the greatest multiple of a million below 2^32
  let drawn = randomUint32();
  while (drawn >= most) drawn = randomUint32();
  return String(drawn % 1_000_000).padStart(6, '0');
}

/** Makes a code for one method of a contact. It takes the place of an earlier one. */
export function issueCode(
  contact: Contact,
  method: ContactMethod,
  { code, salt }: CodeSource,
  hash: HashCode,
  now: Instant,
): IssuedCode {
  const present = contact[method];
  if (present === undefined) return { kind: 'refused', reason: 'no-method' };
  if (counts(present)) return { kind: 'refused', reason: 'already-verified' };
  const after = present.codeSentAt === undefined ? now : shift(present.codeSentAt, BETWEEN_CODES_MS);
  if (after > now) return { kind: 'refused', reason: 'too-soon', after };
  const expiresAt = shift(now, CODE_LIFE_MS);
  const pending: PendingCode = { hash: hash(code, salt), salt, expiresAt, attempts: 0 };
  const changed = { ...contact, updatedAt: now, [method]: { ...present, codeSentAt: now, code: pending } };
  return { kind: 'issued', contact: changed, code, expiresAt };
}

/** Why a code does not verify anything. */
export type CodeRefusal = 'wrong-code' | 'expired' | 'too-many-attempts' | 'no-code';

/** What a code that somebody entered proves. `contact` is to be written, where there is one. */
export type CodeVerdict =
  | { readonly kind: 'verified'; readonly method: ContactMethod; readonly contact: Contact }
  | { readonly kind: 'refused'; readonly reason: CodeRefusal; readonly contact: Contact | undefined };

/**
 * Verifies the method that the code was sent to. A wrong one counts against every method that waits for a code, since
 * it may have been meant for any of them.
 * @param only the one method to look at
 */
export function checkCode(
  contact: Contact,
  code: string,
  hash: HashCode,
  now: Instant,
  only?: ContactMethod,
): CodeVerdict {
  const waiting = CONTACT_METHODS.filter((method) => only === undefined || method === only).flatMap(
    (method) => {
      const pending = contact[method]?.code;
      return pending === undefined ? [] : [{ method, pending }];
    },
  );
  const alive = waiting.filter(({ pending }) => pending.expiresAt > now);
  const open = alive.filter(({ pending }) => pending.attempts < MOST_ATTEMPTS);
  const matching = open.find(({ pending }) => hash(code, pending.salt) === pending.hash);
  if (matching !== undefined) {
    const { method } = matching;
    return { kind: 'verified', method, contact: verified(contact, method, now) };
  }
  const refuse = (reason: CodeRefusal): CodeVerdict => ({ kind: 'refused', reason, contact: undefined });
  if (waiting.length === 0) return refuse('no-code');
  if (alive.length === 0) return refuse('expired');
  if (open.length === 0) return refuse('too-many-attempts');
  let counted: Contact = { ...contact, updatedAt: now };
  for (const { method, pending } of open)
    counted = {
      ...counted,
      [method]: { ...contact[method], code: { ...pending, attempts: pending.attempts + 1 } },
    };
  return { kind: 'refused', reason: 'wrong-code', contact: counted };
}

function verified(contact: Contact, method: ContactMethod, now: Instant): Contact {
  const proven = { verifiedAt: now, assumed: undefined, code: undefined };
  const { sms } = contact;
  if (method === 'sms')
    return { ...contact, updatedAt: now, ...(sms && { sms: { ...sms, ...proven, optedOutAt: undefined } }) };
  return { ...contact, updatedAt: now, [method]: { ...contact[method], ...proven } };
}
