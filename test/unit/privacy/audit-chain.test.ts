import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../shared/platform/audit.ts';
import {
  type ChainedEntry,
  chain,
  entryDigest,
  type SignedHead,
  signHead,
} from '../../../shared/privacy/audit-chain.ts';
import { canonicalJson } from '../../../shared/privacy/canonical-json.ts';
import { verifyAudit } from '../../../shared/privacy/verify-audit.ts';
import { keyPair } from '../../support/certificates.ts';

const KEYS = keyPair();
const AT = '2026-02-05T11:30:00.000Z';

function entry(action: string): AuditEntry {
  return {
    v: 1,
    at: AT,
    actor: 'system:erase',
    action,
    target: 'case-1',
    reason: 'step-due',
    correlationId: 'c',
  };
}

function entries(size: number): ChainedEntry[] {
  const all: ChainedEntry[] = [];
  for (let seq = 1; seq <= size; seq++) all.push(chain(all.at(-1), entry(`step-${seq}`)));
  return all;
}

async function headOf(all: readonly ChainedEntry[]): Promise<SignedHead> {
  const last = all.at(-1);
  if (last === undefined) throw new Error('no entry, no head');
  const { seq, digest } = last;
  const head = { kind: 'belltower-audit-head', v: 1, chain: 'privacy', seq, digest, at: AT };
  return signHead(
    'privacy',
    last,
    AT,
    KEYS.signerOf((signing) => canonicalJson({ ...head, signing })),
  );
}

/** Says something else, and makes its own digest right. */
function rewritten(one: ChainedEntry, previous = one.previous): ChainedEntry {
  const changed = { seq: one.seq, previous, entry: { ...one.entry, actor: 'person:mallory' } };
  return { ...changed, digest: entryDigest(changed) };
}

function rewrittenFrom(all: readonly ChainedEntry[], seq: number): ChainedEntry[] {
  const changed = all.slice(0, seq - 1);
  for (const one of all.slice(seq - 1)) changed.push(rewritten(one, changed.at(-1)?.digest ?? null));
  return changed;
}

describe('the audit chain', () => {
  it('is valid as it was written, and as it goes on after its head', async () => {
    const all = entries(8);
    const head = await headOf(all.slice(0, 5));
    expect(verifyAudit(all, head, KEYS.publicKey)).toEqual({ valid: true, entries: 8, signedTo: 5 });
    expect(verifyAudit(JSON.parse(JSON.stringify(all)), head, KEYS.publicKey).valid).toBe(true);
  });

  it('names the first bad entry, whichever that is (61)', async () => {
    const size = 7;
    const all = entries(size);
    const head = await headOf(all);
    const place = fc.integer({ min: 1, max: size });
    const replaced = (seq: number, by: unknown) => all.map((one) => (one.seq === seq ? by : one));
    const swap = (a: number, b: number) =>
      all.map((one) => (one.seq === a ? all[b - 1] : one.seq === b ? all[a - 1] : one));
    fc.assert(
      fc.property(place, place, (a, b) => {
        const bad = all[a - 1];
        if (bad === undefined) throw new Error('in the chain');
        const verdict = (changed: readonly unknown[]) => verifyAudit(changed, head, KEYS.publicKey);
        const changed = { valid: false, seq: a, reason: 'changed' };
        expect(verdict(replaced(a, { ...bad, entry: entry('another') }))).toEqual(changed);
        expect(verdict(replaced(a, { ...bad, digest: '0'.repeat(64) }))).toEqual(changed);
        expect(verdict(replaced(a, 'nonsense'))).toEqual(changed);
        expect(verdict(replaced(a, rewritten(bad)))).toEqual(
          a === size ? { ...changed, seq: 1, reason: 'rewritten' } : changed,
        );
        expect(verdict(all.filter(({ seq }) => seq !== a))).toEqual({ ...changed, reason: 'removed' });
        if (a !== b)
          expect(verdict(swap(a, b))).toEqual({ ...changed, seq: Math.min(a, b), reason: 'reordered' });
        expect(verdict(all.toSpliced(a - 1, 0, bad))).toMatchObject({
          valid: false,
          seq: a + 1,
        });
      }),
    );
  });

  it('knows a chain that was written anew, from the last head before it on', async () => {
    const all = entries(9);
    const heads = await Promise.all([3, 6].map((size) => headOf(all.slice(0, size))));
    const head = await headOf(all);
    const verdict = (seq: number) => verifyAudit(rewrittenFrom(all, seq), head, KEYS.publicKey, heads);
    expect([1, 3, 4, 6, 7, 9].map((seq) => verdict(seq))).toEqual(
      [1, 1, 4, 4, 7, 7].map((seq) => ({ valid: false, seq, reason: 'rewritten' })),
    );
  });

  it('takes a head for what it is', async () => {
    const all = entries(3);
    const head = await headOf(all);
    const longer = { ...head, head: { ...head.head, seq: 4 } };
    expect(verifyAudit(all, longer, KEYS.publicKey)).toMatchObject({ reason: 'head-invalid' });
    expect(verifyAudit(all, {}, KEYS.publicKey)).toMatchObject({ reason: 'head-invalid' });
    expect(verifyAudit(all, head, keyPair().publicKey)).toMatchObject({ reason: 'another-key' });
    expect(verifyAudit([], head, KEYS.publicKey)).toEqual({ valid: false, seq: 1, reason: 'removed' });
  });
});
