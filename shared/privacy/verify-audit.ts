import type { KeyObject } from 'node:crypto';
import type { Instant } from '../kernel/instant.ts';
import { ChainedEntry, JournalEntry, lastSigned, linkDigest, type Point, SignedHead } from './audit-chain.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Digest } from './digest.ts';
import { isSignatureOf, publicKeyDigest } from './verify-certificate.ts';

/** An audit trail as it was read, whatever it is: the journal, its signed heads, and each chain by its name. */
export interface AuditTrail {
  readonly journal: readonly unknown[];
  readonly heads: readonly unknown[];
  readonly chains: Readonly<Record<string, readonly unknown[]>>;
}

/** What became of an audit trail since the head of its journal was signed. */
export type AuditVerdict =
  /**
   * `signed`: of so many entries the signed journal says that they are there; the others are chained on, and not signed for
   * yet. `head`: the last that was signed; that none was after it, the trail itself cannot tell.
   */
  | {
      readonly valid: true;
      readonly chains: number;
      readonly entries: number;
      readonly signed: number;
      readonly head: Point & { readonly at: Instant };
    }
  /** `seq`: the first bad entry, by the number that belongs there, in the chain of this name. */
  | { readonly valid: false; readonly chain: string; readonly seq: number; readonly reason: AuditFault }
  | { readonly valid: false; readonly reason: 'no-signed-head' | 'head-invalid' | 'another-key' };

/**
 * `changed`: its content is not what was chained. `removed`: it is not there. `reordered`: it is, in another place.
 * `rewritten`: it and all after it are another chain than the one that was joined, or signed.
 */
export type AuditFault = 'changed' | 'removed' | 'reordered' | 'rewritten';

/**
 * Checks the journal against its signed heads, and each chain against the journal, and names the first bad entry: of the
 * journal before all others, and then of the chain that the journal was first told of.
 */
export function verifyAudit({ journal, heads, chains }: AuditTrail, key: KeyObject): AuditVerdict {
  const signed: SignedHead[] = [];
  const publicKey = publicKeyDigest(key);
  for (const value of heads) {
    const one = SignedHead.safeParse(value).data;
    if (one === undefined) return { valid: false, reason: 'head-invalid' };
    const { head, signature } = one;
    if (head.signing.publicKey !== publicKey) return { valid: false, reason: 'another-key' };
    if (!isSignatureOf(canonicalJson(head), signature, head.signing, key))
      return { valid: false, reason: 'head-invalid' };
    signed.push(one);
  }
  const last = lastSigned(signed)?.head;
  if (last === undefined) return { valid: false, reason: 'no-signed-head' };
  const read = journal.map(joins);
  const badJournal = firstFault(
    read,
    signed.map(({ head }) => head),
  );
  if (badJournal !== undefined) return { valid: false, chain: 'journal', ...badJournal };

  const joined = joinedIn(read);
  const names = new Set([...joined.keys(), ...Object.keys(chains)]);
  let [entries, vouchedFor] = [0, 0];
  for (const name of names) {
    const chain = (chains[name] ?? []).map((value) => inChain(value, name));
    const points = joined.get(name) ?? [];
    const bad = firstFault(chain, points);
    if (bad !== undefined) return { valid: false, chain: name, ...bad };
    entries += chain.length;
    vouchedFor += points.reduce((most, { seq, by }) => (by <= last.seq ? Math.max(most, seq) : most), 0);
  }
  const { seq, digest, at } = last;
  return { valid: true, chains: names.size, entries, signed: vouchedFor, head: { seq, digest, at } };
}

/** How far each chain had come, by what the journal says, and by which of its entries. */
function joinedIn(journal: readonly (JournalEntry | undefined)[]): Map<string, (Point & { by: number })[]> {
  const joined = new Map<string, (Point & { by: number })[]>();
  for (const { seq: by, entry } of journal.flatMap((one) => one ?? []))
    for (const { chain, seq, digest } of entry.chains) {
      const points = joined.get(chain) ?? [];
      points.push({ seq, digest, by });
      joined.set(chain, points);
    }
  return joined;
}

/** An entry whose digest is that of its content; undefined where it is not. */
function joins(value: unknown): JournalEntry | undefined {
  const entry = JournalEntry.safeParse(value).data;
  return entry !== undefined && entry.digest === linkDigest(entry) ? entry : undefined;
}

/** The same, of an entry that belongs into this chain. */
function inChain(value: unknown, name: string): ChainedEntry | undefined {
  const entry = ChainedEntry.safeParse(value).data;
  const own = entry !== undefined && entry.digest === linkDigest(entry) && entry.entry.target === name;
  return own ? entry : undefined;
}

type Link = Point & { readonly previous: Digest | null };
type Read = readonly (Link | undefined)[];

/** The first entry of a chain that is bad. @param points how far it is known to have come at some times */
function firstFault(
  read: Read,
  points: readonly Point[],
): { readonly seq: number; readonly reason: AuditFault } | undefined {
  const inOrder = points.toSorted((a, b) => a.seq - b.seq);
  const seq = firstBad(read, backed(read, inOrder.at(-1)));
  if (seq !== undefined) return { seq, reason: reasonOf(read, seq) };
  let good = 0;
  for (const point of inOrder) {
    const reached = read[point.seq - 1];
    if (reached === undefined) return { seq: read.length + 1, reason: 'removed' };
    if (reached.digest !== point.digest) return { seq: Math.min(good + 1, point.seq), reason: 'rewritten' };
    good = point.seq;
  }
  return undefined;
}

/** The places of entries that a point vouches for, from it backwards, for each names the one before it. */
function backed(read: Read, point: Point | undefined): ReadonlySet<number> {
  const places = new Set<number>();
  let place = read.findLastIndex((entry) => entry !== undefined && entry.digest === point?.digest);
  for (let wanted = point?.digest ?? null; place >= 0; place--) {
    const entry = read[place];
    if (entry === undefined || entry.digest !== wanted) break;
    places.add(place);
    wanted = entry.previous;
  }
  return places;
}

function firstBad(read: Read, vouchedFor: ReadonlySet<number>): number | undefined {
  let before: Link | undefined;
  for (const [place, entry] of read.entries()) {
    const seq = place + 1;
    // One of two neighbours was put in, digest and all: it is the one that is not vouched for.
    const inTwo = entry !== undefined && entry.seq === before?.seq && entry.digest !== before.digest;
    if (inTwo && vouchedFor.has(place)) return place;
    if (entry === undefined || entry.seq !== seq) return seq;
    // The same where one was replaced.
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
