import * as z from 'zod';

/** A short name used as an id in configuration: lower case letters, digits, dashes. */
export const Slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower case letters, digits and dashes, at most 63');

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 80 bits as 16 letters of Crockford's base 32 (no I, L, O, U): 48 bits of milliseconds, then 32 of chance. */
export const IncidentId = z
  .string()
  .regex(/^[0-9A-HJKMNP-TV-Z]{16}$/, 'an incident id: 16 letters and digits');
export type IncidentId = z.infer<typeof IncidentId>;

/** Ten bytes as an incident id. */
export function incidentIdFromBytes(bytes: Uint8Array): IncidentId {
  let bits = 0n;
  for (const byte of bytes.subarray(0, 10)) bits = (bits << 8n) | BigInt(byte);
  let id = '';
  for (let shift = 75n; shift >= 0n; shift -= 5n) id += ALPHABET[Number((bits >> shift) & 31n)];
  return id;
}

/** The ten bytes of an incident id. */
export function incidentIdToBytes(id: IncidentId): Uint8Array {
  let bits = 0n;
  for (const letter of id) bits = (bits << 5n) | BigInt(ALPHABET.indexOf(letter));
  const bytes = new Uint8Array(10);
  for (let i = 9; i >= 0; i--) {
    bytes[i] = Number(bits & 255n);
    bits >>= 8n;
  }
  return bytes;
}

/** The id of an incident that began at `epochMs`; ids of later incidents sort after it. */
export function incidentId(epochMs: number, chance: Uint8Array): IncidentId {
  const bytes = new Uint8Array(10);
  let ms = epochMs;
  for (let i = 5; i >= 0; i--) {
    bytes[i] = ms % 256;
    ms = Math.floor(ms / 256);
  }
  bytes.set(chance.subarray(0, 4), 6);
  return incidentIdFromBytes(bytes);
}
