import { describe, expect, it } from 'vitest';
import { JournalEntry } from '../../../shared/privacy/audit-chain.ts';
import { AuditJournalStore } from '../../../shared/privacy/audit-journal-store.ts';
import { lossSince } from '../../../shared/privacy/compare-audits.ts';
import { privacyStores } from '../../../shared/privacy/privacy-store.ts';
import { verifyAudit } from '../../../shared/privacy/verify-audit.ts';
import { makeVouchForChains } from '../../../shared/privacy/vouch-for-chains.ts';
import { keyPair } from '../../support/certificates.ts';
import { MemoryDynamo } from '../../support/memory-dynamo.ts';

const AT = '2026-02-05T11:30:00.000Z';
const KEYS = keyPair();
const SIGNER = KEYS.digestSigner();

/** A table with the audit trail, which somebody can write past all that we do. */
function world() {
  const dynamo = new MemoryDynamo();
  const { chain, journal } = privacyStores(dynamo.client, 'cases');
  const logged: unknown[] = [];
  const info = (event: string, facts?: object) => void logged.push({ event, ...facts });
  const vouch = makeVouchForChains({
    journal,
    signer: async () => SIGNER,
    telemetry: { info },
    now: () => AT,
  });
  return {
    dynamo,
    logged,
    chain,
    journal,
    commit: (target: string, reason: string) =>
      chain.commit(
        [],
        { action: 'case.test', target, reason },
        { at: AT, actor: 'system:test', correlationId: 'test' },
      ),
    vouch,
    /** What is stored now, to put back later. */
    remember: () => {
      const items = dynamo.items('cases');
      return () => {
        dynamo.clear();
        for (const item of items) dynamo.seed('cases', item);
      };
    },
    trail: () => journal.trail(),
    sound: async () => verifyAudit(await journal.trail(), KEYS.publicKey).valid,
  };
}

/** Two entries of a case that are signed for, with what puts the table back to there. */
async function signedOnce() {
  const it = world();
  await it.commit('case:1', 'a');
  await it.commit('case:1', 'b');
  await it.vouch();
  return { ...it, putBack: it.remember() };
}

describe('an older export of the audit trail', () => {
  it('is in what it goes on as, also what nobody had signed for when it was written', async () => {
    const it = await signedOnce();
    await it.commit('case:1', 'not signed yet');
    const older = await it.trail();
    expect(lossSince(older, older)).toBeUndefined();
    await it.commit('case:1', 'c');
    await it.commit('case:2', 'd');
    await it.vouch();
    expect(lossSince(older, await it.trail())).toBeUndefined();
  });

  it('shows that the table was put back to an earlier signed head, which is sound by itself', async () => {
    const it = await signedOnce();
    await it.commit('case:1', 'c');
    await it.vouch();
    const older = await it.trail();
    it.putBack();
    expect(await it.sound()).toBe(true);
    expect(lossSince(older, await it.trail())).toEqual({ chain: 'journal', seq: 2, reason: 'rolled-back' });
  });

  it('shows that what came after a head was rewritten, and signed by the watch', async () => {
    const it = await signedOnce();
    await it.commit('case:1', 'c');
    await it.vouch();
    const older = await it.trail();
    it.putBack();
    await it.commit('case:1', 'another');
    await it.vouch();
    await it.commit('case:1', 'and more');
    await it.vouch();
    expect(await it.sound()).toBe(true);
    expect(lossSince(older, await it.trail())).toEqual({ chain: 'journal', seq: 2, reason: 'rewritten' });
  });

  it('shows the same of what was not signed for yet', async () => {
    const it = await signedOnce();
    await it.commit('case:1', 'c');
    const older = await it.trail();
    it.putBack();
    expect(lossSince(older, await it.trail())).toEqual({ chain: 'case:1', seq: 3, reason: 'rolled-back' });
    await it.commit('case:1', 'another');
    await it.vouch();
    expect(await it.sound()).toBe(true);
    expect(lossSince(older, await it.trail())).toEqual({ chain: 'case:1', seq: 3, reason: 'rewritten' });
  });

  it('shows that a signed head was removed', async () => {
    const it = await signedOnce();
    await it.commit('case:1', 'c');
    await it.vouch();
    const older = await it.trail();
    const newer = { ...older, heads: older.heads.slice(0, 1) };
    expect(lossSince(older, newer)).toEqual({ chain: 'journal', seq: 2, reason: 'head-removed' });
  });
});

describe('reading the audit trail', () => {
  it('misses no chain that is joined for the first time meanwhile', async () => {
    const it = world();
    await it.commit('case:1', 'a');
    await it.vouch();
    await it.commit('case:2', 'b');
    const entries = it.chain.entries.bind(it.chain);
    const joining = Object.assign(Object.create(it.chain), {
      async *entries(name: string) {
        yield* entries(name);
        if (name === 'journal') await it.vouch();
      },
    });
    const trail = await new AuditJournalStore(it.dynamo.client, 'cases', joining).trail();
    expect(Object.keys(trail.chains).sort()).toEqual(['case:1', 'case:2']);
    expect(verifyAudit(trail, KEYS.publicKey)).toMatchObject({ valid: true, entries: 2 });
  });
});

describe('signing how far the journal has come', () => {
  it('logs it with every run: a second place, which the table does not hold', async () => {
    const it = world();
    await it.vouch();
    expect(it.logged).toEqual([]);
    await it.commit('case:1', 'a');
    await it.vouch();
    await it.vouch();
    const { journal } = await it.trail();
    const { digest } = JournalEntry.parse(journal[0]);
    expect(it.logged.filter((line) => JSON.stringify(line).includes('audit-head-signed'))).toEqual([
      { event: 'audit-head-signed', seq: 1, digest },
      { event: 'audit-head-signed', seq: 1, digest },
    ]);
    expect(JSON.stringify(it.logged)).not.toContain('case:1');
  });
});
