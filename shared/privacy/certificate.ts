import * as z from 'zod';
import { Instant } from '../kernel/instant.ts';
import { canonicalJson } from './canonical-json.ts';
import { SystemId } from './config.ts';
import { Digest, digestOfJson } from './digest.ts';
import { KeyId } from './key-id.ts';
import { Outcome, ReasonCode, RequestType } from './request.ts';
import { Signature, type Signer, Signing } from './signing.ts';

/** What a system said it did, and what was there when it was read again. */
const SystemResult = z.strictObject({
  system: SystemId,
  connector: z.string().regex(/^[a-z0-9-]+$/),
  /** `not-asked`: no command went out, for the reason that is given. */
  answer: z.enum(['done', 'none', 'partial', 'instructed', 'absent', 'failed', 'not-asked']),
  answeredAt: Instant.optional(),
  /** How many records it says are erased. */
  count: z.int().min(0).optional(),
  reason: ReasonCode.optional(),
  /** Read again at that time, in so many rounds; `unread` is never `done`. */
  verification: z.strictObject({
    result: z.enum(['empty', 'residue', 'unread']),
    at: Instant.optional(),
    rounds: z.int().min(0),
  }),
});

/** What is still there, and why. */
const Kept = z.strictObject({
  system: SystemId,
  class: SystemId,
  reason: ReasonCode,
  /** As the data map says it: the law, never a person. */
  why: z.string().max(500).optional(),
  until: z.string().max(40).optional(),
});

/** A key without which what it sealed cannot be read. */
const DestroyedKey = z.strictObject({
  keyId: KeyId,
  state: z.enum(['pending-deletion', 'deleted']),
  scheduledAt: Instant,
  deletesAt: Instant,
  /** What the key service said to an attempt to decrypt with it. */
  evidence: ReasonCode.optional(),
});

/**
 * What was done with a request, for good. Ids, dates, codes and what the data map says of its laws: nothing in it is
 * personal. The subject is a keyed tag that only the organization can make again.
 */
export const Certificate = z.strictObject({
  kind: z.literal('belltower-erasure-certificate'),
  v: z.literal(1),
  organization: z.string().min(1).max(200),
  case: z.string().regex(/^[\w-]{1,80}$/, 'the id of a case'),
  type: RequestType,
  subject: z.string().regex(/^[\w=-]{16,128}$/, 'a keyed tag'),
  outcome: Outcome,
  /** False while a key waits for its deletion; another certificate of the case follows. */
  final: z.boolean(),
  received: Instant,
  due: Instant,
  closed: Instant,
  /** For how long the clock stood still, in milliseconds. */
  pausedMs: z.int().min(0),
  extended: z.boolean(),
  /** The data map that was followed. */
  dataMap: Digest,
  systems: z.array(SystemResult),
  kept: z.array(Kept),
  keys: z.array(DestroyedKey),
  reason: ReasonCode,
  /** Digest of the certificate before this one, of whichever case; null for the first. */
  previous: Digest.nullable(),
  signing: Signing,
});
export type Certificate = z.infer<typeof Certificate>;

/** A certificate as it is handed over: the file is its canonical JSON, to the byte. */
export const SignedCertificate = z.strictObject({ certificate: Certificate, signature: Signature });
export type SignedCertificate = z.infer<typeof SignedCertificate>;

/** What is signed, and what the next certificate names. A signature differs each time it is made; this does not. */
export function certificateDigest(certificate: Certificate): Digest {
  return digestOfJson(certificate);
}

/** Signs a certificate by the key it names. */
export async function signCertificate(
  unsigned: Omit<Certificate, 'signing'>,
  signer: Signer,
): Promise<SignedCertificate> {
  const certificate = Certificate.parse({ ...unsigned, signing: signer.signing });
  return { certificate, signature: await signer.sign(certificateDigest(certificate)) };
}

/** The bytes of the file. */
export function certificateText(signed: SignedCertificate): string {
  return canonicalJson(signed);
}
