import * as z from 'zod';
import { Digest } from './digest.ts';

/** By which key something is signed; part of what is signed, so that nobody can exchange it. */
export const Signing = z.strictObject({
  /** The id or ARN of the KMS key. */
  keyId: z.string().regex(/^[\w:/.-]{1,256}$/, 'the id or ARN of a key'),
  algorithm: z.literal('ECDSA_SHA_256'),
  /** KMS gives DER; `ieee-p1363` is r and s, 32 bytes each. */
  format: z.enum(['der', 'ieee-p1363']),
  /** SHA-256 of the public key, as DER SubjectPublicKeyInfo. */
  publicKey: Digest,
});
export type Signing = z.infer<typeof Signing>;

/** In base64, written in the one way there is: 64 to 72 bytes. */
export const Signature = z
  .string()
  .regex(/^[A-Za-z0-9+/]{86,96}={0,2}$/, 'a signature in base64')
  .refine(isOnlyForm, 'a signature in base64');

/** Bits that mean nothing may be set at the end: two texts would be one signature. */
function isOnlyForm(text: string): boolean {
  try {
    return btoa(atob(text)) === text;
  } catch {
    return false;
  }
}

/** Whoever can sign a digest of 32 bytes. */
export interface Signer {
  readonly signing: Signing;
  /** @returns the signature in base64 */
  sign(digest: Digest): Promise<string>;
}
