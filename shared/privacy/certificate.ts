import * as z from 'zod';
import { Instant } from '../kernel/instant.ts';
import { canonicalJson } from './canonical-json.ts';
import { Digest, digestOfJson } from './digest.ts';
import { KeyId } from './key-id.ts';
import { Outcome, ReasonCode, RequestType } from './request.ts';
import { Kept, SystemResult } from './result.ts';
import { Signature, type Signer, Signing } from './signing.ts';

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
  /** Which certificate of the case: another follows when data came back, or a hold was released. */
  issue: z.int().min(1),
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
