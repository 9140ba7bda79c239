import * as z from 'zod';
import { Instant } from '../kernel/instant.ts';
import { AuditEntry } from '../platform/audit.ts';
import { Digest, digestOfJson } from './digest.ts';
import { Signature, type Signer, Signing } from './signing.ts';
import type { SubjectTag } from './subject-keys.ts';

/** What a chain of audit entries is about, and called by: `case:…`, or `subject:…` for the holds on a person. */
export const ChainName = z.string().regex(/^(case|subject):[\w=-]{1,128}$/);
export type ChainName = z.infer<typeof ChainName>;

export function caseChain(id: string): ChainName {
  return `case:${id}`;
}

/** Of the holds on a person. */
export function holdsChain(tag: SubjectTag): ChainName {
  return `subject:${tag}`;
}

/** Something in its place in a chain, with the digest of what is before it; null for the first. */
function linkOf<S extends z.ZodType>(entry: S) {
  return z.strictObject({
    /** From 1 on, without holes. */
    seq: z.int().min(1),
    previous: Digest.nullable(),
    entry,
    /** Of the three above. */
    digest: Digest,
  });
}

/** An audit entry in the chain of its target. */
export const ChainedEntry = linkOf(AuditEntry.extend({ target: ChainName }).strict());
export type ChainedEntry = z.infer<typeof ChainedEntry>;

/** How far a chain has come. */
const Point = z.strictObject({ seq: z.int().min(1), digest: Digest });
export type Point = z.infer<typeof Point>;

/** So many chains are joined at once, at the most: an item of some 20 KB. */
export const MOST_JOINED = 100;

/** How far chains had come at a time. */
const Joined = z.strictObject({
  v: z.literal(1),
  at: Instant,
  chains: z
    .array(Point.extend({ chain: ChainName }))
    .min(1)
    .max(MOST_JOINED),
});
export type Joined = z.infer<typeof Joined>;

/** The same in the journal, which is the chain that all others are joined by. */
export const JournalEntry = linkOf(Joined);
export type JournalEntry = z.infer<typeof JournalEntry>;

/** How far the journal had come at a time. */
const JournalHead = Point.extend({
  kind: z.literal('belltower-audit-head'),
  v: z.literal(2),
  at: Instant,
  signing: Signing,
});

/** The same, signed: whoever has it knows whether anything up to there was changed since. */
export const SignedHead = z.strictObject({ head: JournalHead, signature: Signature });
export type SignedHead = z.infer<typeof SignedHead>;

/** What a chain must say the digest of this is. */
export function linkDigest({ seq, previous, entry }: Omit<ChainedEntry | JournalEntry, 'digest'>): Digest {
  return digestOfJson({ seq, previous, entry });
}

/** What comes next in a chain. @param last how far it has come; undefined for the first */
export function chainOn<E extends AuditEntry | Joined>(last: Point | undefined, entry: E) {
  const place = { seq: (last?.seq ?? 0) + 1, previous: last?.digest ?? null, entry };
  return { ...place, digest: digestOfJson(place) };
}

/** Of signed heads the one that vouches for the most; undefined of none. */
export function lastSigned(heads: Iterable<SignedHead>): SignedHead | undefined {
  let last: SignedHead | undefined;
  for (const one of heads) if (last === undefined || one.head.seq > last.head.seq) last = one;
  return last;
}

/** Signs how far the journal has come. */
export async function signHead({ seq, digest }: Point, at: Instant, signer: Signer): Promise<SignedHead> {
  const head = JournalHead.parse({
    kind: 'belltower-audit-head',
    v: 2,
    seq,
    digest,
    at,
    signing: signer.signing,
  });
  return { head, signature: await signer.sign(digestOfJson(head)) };
}
