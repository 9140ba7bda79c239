import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ChainedEntry,
  caseChain,
  chainOn,
  JournalEntry,
  lastSigned,
  linkDigest,
  type Point,
  type SignedHead,
  signHead,
} from '../../../shared/privacy/audit-chain.ts';
import { type AuditTrail, verifyAudit } from '../../../shared/privacy/verify-audit.ts';
import { keyPair } from '../../support/certificates.ts';

const KEYS = keyPair();
const SIGNER = KEYS.digestSigner();
const AT = '2026-02-05T11:30:00.000Z';
const CASES = ['a', 'b', 'c'] as const;
type CaseId = (typeof CASES)[number];

function entries(id: CaseId, size: number): ChainedEntry[] {
  const all: ChainedEntry[] = [];
  const [v, target] = [1 as const, caseChain(id)];
  const rest = { v, at: AT, actor: 'system:erase', target, reason: 'step-due', correlationId: 'c' };
  for (let seq = 1; seq <= size; seq++) all.push(chainOn(all.at(-1), { ...rest, action: `step-${seq}` }));
  return all;
}

function pointAt(all: readonly ChainedEntry[], seq: number): Point {
  const { digest } = all[seq - 1] ?? { digest: '' };
  return { seq, digest };
}

/** Says something else, and makes its own digest right. */
function rewritten(one: ChainedEntry, previous = one.previous): ChainedEntry {
  const changed = { seq: one.seq, previous, entry: { ...one.entry, actor: 'person:mallory' } };
  return { ...changed, digest: linkDigest(changed) };
}

function rewrittenFrom(all: readonly ChainedEntry[], seq: number): ChainedEntry[] {
  const changed = all.slice(0, seq - 1);
  for (const one of all.slice(seq - 1)) changed.push(rewritten(one, changed.at(-1)?.digest ?? null));
  return changed;
}

/** Three cases of seven entries each. */
const SIZE = 7;
const WHOLE: Readonly<Record<CaseId, ChainedEntry[]>> = {
  a: entries('a', SIZE),
  b: entries('b', SIZE),
  c: entries('c', SIZE),
};

/** What the journal was told, one entry each: how far which cases had come. */
function journalOf(...told: readonly Partial<Record<CaseId, number>>[]): JournalEntry[] {
  const all: JournalEntry[] = [];
  for (const one of told) {
    const chains = CASES.flatMap((id) => {
      const seq = one[id];
      return seq === undefined ? [] : [{ chain: caseChain(id), ...pointAt(WHOLE[id], seq) }];
    });
    all.push(JournalEntry.parse(chainOn(all.at(-1), { v: 1, at: AT, chains })));
  }
  return all;
}

function pointOf({ seq, digest }: Point): Point {
  return { seq, digest };
}

function signed({ seq, digest }: Point): Promise<SignedHead> {
  return signHead({ seq, digest }, AT, SIGNER);
}

/** A trail of which everything is joined, some of it in steps, and the last of the journal is signed. */
async function trailOf(
  journal = journalOf({ a: 2 }, { a: 4, b: SIZE }, { a: SIZE, c: SIZE }),
): Promise<AuditTrail> {
  const last = journal.at(-1);
  if (last === undefined) throw new Error('no entry, no head');
  const chains = Object.fromEntries(CASES.map((id) => [caseChain(id), WHOLE[id]]));
  return { journal, heads: [await signed(last)], chains };
}

function withChain({ chains, ...rest }: AuditTrail, id: CaseId, chain: readonly unknown[]): AuditTrail {
  return { ...rest, chains: { ...chains, [caseChain(id)]: chain } };
}

const verify = (trail: AuditTrail) => verifyAudit(trail, KEYS.publicKey);

describe('the audit trail', () => {
  it('is valid as it was written', async () => {
    const trail = await trailOf();
    const last = pointOf(JournalEntry.parse(trail.journal.at(-1)));
    const sound = { valid: true, chains: 3, entries: 21, signed: 21, head: { ...last, at: AT } };
    expect(verify(trail)).toEqual(sound);
    expect(verify(JSON.parse(JSON.stringify(trail)))).toEqual(sound);
  });

  it('is valid as it goes on after what was joined, and says how much of it is signed for', async () => {
    const journal = journalOf({ a: 5 }, { a: 6, b: 3 });
    const trail = { ...(await trailOf(journal)), heads: [await signed(journalOf({ a: 5 })[0] ?? fail())] };
    expect(verify(trail)).toEqual({
      valid: true,
      chains: 3,
      entries: 21,
      signed: 5,
      head: { ...pointOf(journal[0] ?? fail()), at: AT },
    });
  });

  it('names the first bad entry, and the case it is of, whichever that is (61)', async () => {
    const trail = await trailOf();
    const place = fc.integer({ min: 1, max: SIZE });
    fc.assert(
      fc.property(fc.constantFrom(...CASES), place, place, (id, a, b) => {
        const all = WHOLE[id];
        const bad = all[a - 1] ?? fail();
        const replaced = (by: unknown) => all.map((one) => (one.seq === a ? by : one));
        const swapped = all.map((one) => (one.seq === a ? all[b - 1] : one.seq === b ? all[a - 1] : one));
        const verdict = (changed: readonly unknown[]) => verify(withChain(trail, id, changed));
        const changed = { valid: false, chain: caseChain(id), seq: a, reason: 'changed' };
        expect(verdict(replaced({ ...bad, entry: { ...bad.entry, action: 'another' } }))).toEqual(changed);
        expect(verdict(replaced({ ...bad, digest: '0'.repeat(64) }))).toEqual(changed);
        expect(verdict(replaced('nonsense'))).toEqual(changed);
        if (a < SIZE) expect(verdict(replaced(rewritten(bad)))).toEqual(changed);
        expect(verdict(all.filter(({ seq }) => seq !== a))).toEqual({ ...changed, reason: 'removed' });
        if (a !== b)
          expect(verdict(swapped)).toEqual({ ...changed, seq: Math.min(a, b), reason: 'reordered' });
        expect(verdict(all.toSpliced(a - 1, 0, bad))).toMatchObject({ valid: false, seq: a + 1 });
        expect(verdict(all.toSpliced(a - 1, 0, rewritten(bad)))).toMatchObject({ valid: false, seq: a });
        expect(verdict(all.slice(0, a - 1))).toEqual({ ...changed, reason: 'removed' });
      }),
    );
  });

  it('misses a chain that is gone as a whole, or that has another’s name', async () => {
    const { chains, ...rest } = await trailOf();
    const { 'case:b': b = [], ...others } = chains;
    const gone = { valid: false, chain: 'case:b', seq: 1, reason: 'removed' };
    expect(verify({ ...rest, chains: others })).toEqual(gone);
    expect(verify({ ...rest, chains: { ...others, 'case:d': b } })).toEqual(gone);
    const twice = { ...chains, 'case:d': b };
    expect(verify({ ...rest, chains: twice })).toMatchObject({ chain: 'case:d', seq: 1, reason: 'changed' });
  });

  it('knows a chain that was written anew, from the last place before at which it was joined', async () => {
    const trail = await trailOf();
    const verdict = (id: CaseId, seq: number) => verify(withChain(trail, id, rewrittenFrom(WHOLE[id], seq)));
    const reason = 'rewritten';
    expect([1, 2, 3, 4, 5, 7].map((seq) => verdict('a', seq))).toEqual(
      [1, 1, 3, 3, 5, 5].map((seq) => ({ valid: false, chain: 'case:a', seq, reason })),
    );
    expect(verdict('c', 4)).toEqual({ valid: false, chain: 'case:c', seq: 1, reason });
  });

  it('does not vouch for the entries after the last that was joined: they may be cut off or written anew', async () => {
    const trail = await trailOf(journalOf({ a: 5, b: 7 }));
    expect(verify(withChain(trail, 'a', rewrittenFrom(WHOLE.a, 6)))).toMatchObject({
      valid: true,
      signed: 12,
    });
    expect(verify(withChain(trail, 'a', WHOLE.a.slice(0, 5)))).toMatchObject({ valid: true, signed: 12 });
    expect(verify(withChain(trail, 'a', WHOLE.a.slice(0, 4)))).toMatchObject({ seq: 5, reason: 'removed' });
  });

  it('names the journal’s own first bad entry before all others', async () => {
    const trail = await trailOf();
    const [one, two, three] = journalOf({ a: 2 }, { a: 4, b: SIZE }, { a: SIZE, c: SIZE });
    const verdict = (...journal: unknown[]) => verify({ ...withChain(trail, 'a', []), journal });
    const bad = { valid: false, chain: 'journal' };
    expect(verdict(one, three)).toEqual({ ...bad, seq: 2, reason: 'removed' });
    expect(verdict(one, three, two)).toEqual({ ...bad, seq: 2, reason: 'reordered' });
    expect(verdict(one, two)).toEqual({ ...bad, seq: 3, reason: 'removed' });
    expect(verdict({ ...one, at: 'x' }, two, three)).toEqual({ ...bad, seq: 1, reason: 'changed' });
    const other = journalOf({ b: 2 }, { a: 4, b: SIZE }, { a: SIZE, c: SIZE });
    expect(verdict(...other)).toEqual({ ...bad, seq: 1, reason: 'rewritten' });
    const heads = [...trail.heads, await signed(two ?? fail())];
    const [, , last] = journalOf({ a: 2 }, { a: 4, b: SIZE }, { c: SIZE });
    expect(verify({ ...trail, heads, journal: [one, two, last] })).toEqual({
      ...bad,
      seq: 3,
      reason: 'rewritten',
    });
  });

  it('has any number of signed heads: of each time that anything changed, for years', async () => {
    const one = await signed(journalOf({ a: 2 })[0] ?? fail());
    const head = (seq: number) => ({ ...one, head: { ...one.head, seq } });
    const heads = Array.from({ length: 300_000 }, (_, place) => head(((place + 7) % 300_000) + 1));
    expect(lastSigned(heads)?.head.seq).toBe(300_000);
    expect(lastSigned([])).toBeUndefined();
  });

  it('takes a head for what it is', async () => {
    const trail = await trailOf();
    const [head] = trail.heads as SignedHead[]; // as `trailOf` made it
    const longer = { ...head, head: { ...head?.head, seq: 4 } };
    expect(verify({ ...trail, heads: [longer] })).toMatchObject({ reason: 'head-invalid' });
    expect(verify({ ...trail, heads: [head, {}] })).toMatchObject({ reason: 'head-invalid' });
    expect(verify({ ...trail, heads: [] })).toMatchObject({ reason: 'no-signed-head' });
    expect(verifyAudit(trail, keyPair().publicKey)).toMatchObject({ reason: 'another-key' });
  });
});

function fail(): never {
  throw new Error('is there');
}
