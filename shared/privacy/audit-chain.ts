import * as z from 'zod';
import { Instant } from '../kernel/instant.ts';
import { AuditEntry } from '../platform/audit.ts';
import { Digest, digestOfJson } from './digest.ts';
import { Signature, type Signer, Signing } from './signing.ts';

/** An audit entry in its place: what it says, and the digest of the one before it; null for the first. */
export const ChainedEntry = z.strictObject({
  /** From 1 on, without holes. */
  seq: z.int().min(1),
  previous: Digest.nullable(),
  entry: AuditEntry.strict(),
  /** Of the three above. */
  digest: Digest,
});
export type ChainedEntry = z.infer<typeof ChainedEntry>;

/** How far a chain had come at a time. */
const ChainHead = z.strictObject({
  kind: z.literal('belltower-audit-head'),
  v: z.literal(1),
  chain: z.string().regex(/^[\w-]{1,80}$/, 'the name of a chain'),
  seq: z.int().min(1),
  digest: Digest,
  at: Instant,
  signing: Signing,
});

/** The same, signed: whoever has it knows whether anything up to there was changed since. */
export const SignedHead = z.strictObject({ head: ChainHead, signature: Signature });
export type SignedHead = z.infer<typeof SignedHead>;

/** What the chain must say the digest of this entry is. */
export function entryDigest({ seq, previous, entry }: Omit<ChainedEntry, 'digest'>): Digest {
  return digestOfJson({ seq, previous, entry });
}

/** The next entry of a chain. @param last the one before; undefined for the first */
export function chain(
  last: Pick<ChainedEntry, 'seq' | 'digest'> | undefined,
  entry: AuditEntry,
): ChainedEntry {
  const place = { seq: (last?.seq ?? 0) + 1, previous: last?.digest ?? null, entry };
  return ChainedEntry.parse({ ...place, digest: entryDigest(place) });
}

/** Signs how far a chain has come. */
export async function signHead(
  name: string,
  last: Pick<ChainedEntry, 'seq' | 'digest'>,
  at: Instant,
  signer: Signer,
): Promise<SignedHead> {
  const head = ChainHead.parse({
    kind: 'belltower-audit-head',
    v: 1,
    chain: name,
    seq: last.seq,
    digest: last.digest,
    at,
    signing: signer.signing,
  });
  return { head, signature: await signer.sign(digestOfJson(head)) };
}
