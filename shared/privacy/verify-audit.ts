import type { KeyObject } from 'node:crypto';
import { ChainedEntry, entryDigest, SignedHead } from './audit-chain.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Digest } from './digest.ts';
import { isSignatureOf, publicKeyDigest } from './verify-certificate.ts';

/** What became of a chain of audit entries since its head was signed. */
export type AuditVerdict =
  /** `signedTo`: entries after it are chained on, and not signed for yet. */
  | { readonly valid: true; readonly entries: number; readonly signedTo: number }
  /** `seq`: the first bad entry, by the number that belongs there. */
  | { readonly valid: false; readonly seq: number; readonly reason: AuditFault }
  | { readonly valid: false; readonly seq: undefined; readonly reason: 'head-invalid' | 'another-key' };

/**
 * `changed`: its content is not what was chained. `removed`: it is not there. `reordered`: it is, in another place.
 * `rewritten`: it and all after it are another chain than the one that was signed.
 */
export type AuditFault = 'changed' | 'removed' | 'reordered' | 'rewritten';

/**
 * Checks the entries of a chain, in the order in which they are stored, against its signed head, and names the first that
 * is bad.
 * @param entries as they were read; whatever they are
 * @param earlier heads signed before, which tell where a rewritten chain begins to differ
 */
export function verifyAudit(
  entries: readonly unknown[],
  signed: unknown,
  key: KeyObject,
  earlier: readonly unknown[] = [],
): AuditVerdict {
  const heads = [signed, ...earlier].map((one) => SignedHead.safeParse(one).data);
  for (const one of heads) {
    if (one === undefined) return { valid: false, seq: undefined, reason: 'head-invalid' };
    const { head, signature } = one;
    if (head.signing.publicKey !== publicKeyDigest(key))
      return { valid: false, seq: undefined, reason: 'another-key' };
    if (!isSignatureOf(canonicalJson(head), signature, head.signing, key))
      return { valid: false, seq: undefined, reason: 'head-invalid' };
  }
  const points = heads.flatMap((one) => (one === undefined ? [] : [one.head])).sort((a, b) => a.seq - b.seq);
  const read = entries.map(sound);
  const latest = points.at(-1);
  const seq = firstBad(read, backed(read, latest));
  if (seq !== undefined) return { valid: false, seq, reason: reasonOf(read, seq) };
  let good = 0;
  for (const point of points) {
    const reached = read[point.seq - 1];
    if (reached === undefined) return { valid: false, seq: read.length + 1, reason: 'removed' };
    if (reached.digest !== point.digest) return { valid: false, seq: good + 1, reason: 'rewritten' };
    good = point.seq;
  }
  return { valid: true, entries: read.length, signedTo: good };
}

/** An entry whose digest is that of its content; undefined where it is not. */
function sound(value: unknown): ChainedEntry | undefined {
  const entry = ChainedEntry.safeParse(value).data;
  return entry !== undefined && entry.digest === entryDigest(entry) ? entry : undefined;
}

type Read = readonly (ChainedEntry | undefined)[];

/** The places of entries that the signed head vouches for, from it backwards, for each names the one before it. */
function backed(
  read: Read,
  head: { readonly seq: number; readonly digest: Digest } | undefined,
): ReadonlySet<number> {
  const places = new Set<number>();
  let place = read.findLastIndex((entry) => entry !== undefined && entry.digest === head?.digest);
  for (let wanted = head?.digest ?? null; place >= 0; place--) {
    const entry = read[place];
    if (entry === undefined || entry.digest !== wanted) break;
    places.add(place);
    wanted = entry.previous;
  }
  return places;
}

function firstBad(read: Read, vouchedFor: ReadonlySet<number>): number | undefined {
  let before: ChainedEntry | undefined;
  for (const [place, entry] of read.entries()) {
    const seq = place + 1;
    if (entry === undefined || entry.seq !== seq) return seq;
    // One of two neighbours was replaced, digest and all: it is the one that the head does not vouch for.
    if (entry.previous !== (before?.digest ?? null)) return vouchedFor.has(place) && place > 0 ? place : seq;
    before = entry;
  }
  return undefined;
}

function reasonOf(read: Read, seq: number): AuditFault {
  const entry = read[seq - 1];
  if (entry === undefined || entry.seq === seq) return 'changed';
  return read.some((one) => one?.seq === seq) ? 'reordered' : 'removed';
}
