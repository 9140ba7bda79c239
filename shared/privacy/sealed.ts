import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 3;

/** A data key: as it is, and as the key service wrapped it. */
export interface DataKey {
  readonly plain: Uint8Array;
  readonly wrapped: Uint8Array;
}

/** What sealed bytes consist of. */
export interface Sealed {
  readonly wrapped: Uint8Array;
  readonly iv: Uint8Array;
  readonly tag: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/**
 * AES-256-GCM by a data key. The bytes are: version (1), length of the wrapped key (2, big-endian), the wrapped key, the
 * initialisation vector (12), the authentication tag (16), the ciphertext.
 * @param about what the bytes belong to; they open only with the same
 */
export function sealBytes({ plain, wrapped }: DataKey, about: string, bytes: Uint8Array): Uint8Array {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', plain, iv).setAAD(Buffer.from(about));
  const ciphertext = Buffer.concat([cipher.update(bytes), cipher.final()]);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(VERSION, 0);
  header.writeUInt16BE(wrapped.length, 1);
  return Buffer.concat([header, wrapped, iv, cipher.getAuthTag(), ciphertext]);
}

/** Takes sealed bytes apart; undefined for others. */
export function parseSealed(sealed: Uint8Array): Sealed | undefined {
  const bytes = Buffer.from(sealed);
  if (bytes.length < HEADER_BYTES || bytes.readUInt8(0) !== VERSION) return undefined;
  const ivAt = HEADER_BYTES + bytes.readUInt16BE(1);
  const tagAt = ivAt + IV_BYTES;
  const textAt = tagAt + TAG_BYTES;
  if (bytes.length < textAt || ivAt === HEADER_BYTES) return undefined;
  return {
    wrapped: bytes.subarray(HEADER_BYTES, ivAt),
    iv: bytes.subarray(ivAt, tagAt),
    tag: bytes.subarray(tagAt, textAt),
    ciphertext: bytes.subarray(textAt),
  };
}

/** What was sealed; undefined where the key, what it is about, or a byte is another. */
export function openBytes(plain: Uint8Array, about: string, sealed: Sealed): Uint8Array | undefined {
  try {
    const decipher = createDecipheriv('aes-256-gcm', plain, sealed.iv)
      .setAAD(Buffer.from(about))
      .setAuthTag(sealed.tag);
    return Buffer.concat([decipher.update(sealed.ciphertext), decipher.final()]);
  } catch {
    return undefined;
  }
}
