import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { canonicalJson, type Json } from './canonical-json.ts';

/** SHA-256 in hexadecimal. */
export const Digest = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 digest: 64 hexadecimal digits');
export type Digest = z.infer<typeof Digest>;

/** The digest of bytes or of a text in UTF-8. */
export function digestOf(data: string | Uint8Array): Digest {
  return createHash('sha256').update(data).digest('hex');
}

/** The digest of a value in canonical JSON: the same for the same content, however it was written. */
export function digestOfJson(value: Json): Digest {
  return digestOf(canonicalJson(value));
}

/** Whether two digests are the same, in a time that does not tell where they differ. */
export function isSameDigest(one: Digest, other: Digest): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
