import { describe, expect, it } from 'vitest';
import { ChainedEntry } from '../../../shared/privacy/audit-chain.ts';
import { AuditChainStore } from '../../../shared/privacy/audit-chain-store.ts';
import { canonicalJson } from '../../../shared/privacy/canonical-json.ts';
import type { Case } from '../../../shared/privacy/case.ts';
import { changedRecord, type NewCase } from '../../../shared/privacy/case-record.ts';
import { CaseStore } from '../../../shared/privacy/case-store.ts';
import { verified, withdraw } from '../../../shared/privacy/change-case.ts';
import { verifyAudit } from '../../../shared/privacy/verify-audit.ts';
import { keyPair } from '../../support/certificates.ts';
import { newCase, START } from '../../support/erasure-world.ts';
import { MemoryDynamo } from '../../support/memory-dynamo.ts';

const occasion = { at: START, actor: 'iam:AIDA', correlationId: 'request-1' };

function stores() {
  const dynamo = new MemoryDynamo();
  const chain = new AuditChainStore(dynamo.client, 'cases');
  return { dynamo, chain, cases: new CaseStore(dynamo.client, 'cases', chain) };
}

function begins(id: string, stage?: Case['stage']): NewCase {
  const of = { ...newCase(stage), id };
  return { case: of, subjects: [of.subject] };
}

async function all<T>(of: AsyncGenerator<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of of) found.push(one);
  return found;
}

async function ids(of: AsyncGenerator<{ readonly case: Case }>): Promise<string[]> {
  return (await all(of)).map((record) => record.case.id);
}

describe('opening a case', () => {
  it('of the same verified request twice is one case (row 1)', async () => {
    const { cases } = stores();
    expect(await cases.open(begins('a'), occasion)).toMatchObject({ kind: 'opened', id: 'a' });
    expect(await cases.open(begins('b'), occasion)).toMatchObject({ kind: 'attached', id: 'a' });
    expect(await cases.open(begins('a'), occasion)).toMatchObject({ kind: 'opened', id: 'a' });
    expect(await ids(cases.list('open'))).toEqual(['a']);
  });

  it('unverified neither blocks a verified one nor merges with it (row 2)', async () => {
    const { cases } = stores();
    await cases.open(begins('unverified', { state: 'received' }), occasion);
    expect(await cases.open(begins('b'), occasion)).toMatchObject({ kind: 'opened', id: 'b' });
    expect(await cases.open(begins('c', { state: 'received' }), occasion)).toMatchObject({ kind: 'opened' });
  });

  it('twice at once opens one, and the other attaches (row 3)', async () => {
    const { cases } = stores();
    const both = await Promise.all([cases.open(begins('a'), occasion), cases.open(begins('b'), occasion)]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['attached', 'opened']);
    expect(new Set(both.map(({ id }) => id)).size).toBe(1);
  });

  it('is possible again when the one before has ended', async () => {
    const { cases } = stores();
    await cases.open(begins('a'), occasion);
    const before = await cases.read('a');
    const change = withdraw(before.case, START);
    if (change.kind === 'refused') throw new Error(change.reason);
    const after = changedRecord(before, change.case, START, { restart: true });
    await cases.write(before, after, { action: 'case.withdraw', reason: change.reason }, occasion);
    expect(await cases.open(begins('b'), occasion)).toMatchObject({ kind: 'opened', id: 'b' });
    expect(await cases.open(begins('c'), occasion)).toMatchObject({ kind: 'attached', id: 'b' });
  });

  it('claims its subject also when it is verified later', async () => {
    const { cases } = stores();
    await cases.open(begins('a', { state: 'received' }), occasion);
    const before = await cases.read('a');
    const change = verified(before.case, { grace: '3d' }, START);
    if (change.kind === 'refused') throw new Error(change.reason);
    const after = changedRecord(before, change.case, START, { restart: true });
    const why = { action: 'case.verify', reason: change.reason } as const;
    await cases.write(before, after, why, occasion, { claim: true });
    expect(await cases.open(begins('b'), occasion)).toMatchObject({ kind: 'attached', id: 'a' });
  });
});

describe('writing a case', () => {
  it('over what somebody else has written is refused, and leaves no entry', async () => {
    const { cases, chain } = stores();
    await cases.open(begins('a'), occasion);
    const before = await cases.read('a');
    const why = { action: 'case.move', reason: 'test' } as const;
    await cases.write(before, before, why, occasion);
    await expect(cases.write(before, before, why, occasion)).rejects.toMatchObject({ kind: 'conflict' });
    const entries = await all(chain.entries());
    expect(entries).toHaveLength(2);
  });

  it('at once with many others puts every entry into the chain, which its signed head vouches for', async () => {
    const { cases, chain } = stores();
    const many = Array.from({ length: 30 }, (_, place) => begins(`case-${place}`, { state: 'received' }));
    await Promise.all(many.map((one) => cases.open(one, occasion)));
    const entries = (await all(chain.entries())).map((entry) => ChainedEntry.parse(entry));
    expect(entries).toHaveLength(30);
    const { publicKey, signerOf } = keyPair();
    const said = { kind: 'belltower-audit-head', v: 1, chain: 'privacy', seq: 30, at: START };
    const signer = signerOf((signing) => canonicalJson({ ...said, digest: entries[29]?.digest, signing }));
    const head = await chain.sign(signer, START);
    expect(await chain.sign(signer, START)).toEqual(head);
    expect(await chain.signedHeads()).toEqual([head]);
    expect(verifyAudit(entries, head, publicKey)).toEqual({ valid: true, entries: 30, signedTo: 30 });
  });
});
