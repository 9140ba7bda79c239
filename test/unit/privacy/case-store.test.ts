import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import type { Case } from '../../../shared/privacy/case.ts';
import { changedRecord, type NewCase } from '../../../shared/privacy/case-record.ts';
import { verified, withdraw } from '../../../shared/privacy/change-case.ts';
import { privacyStores } from '../../../shared/privacy/privacy-store.ts';
import { verifyAudit } from '../../../shared/privacy/verify-audit.ts';
import { keyPair } from '../../support/certificates.ts';
import { newCase, START } from '../../support/erasure-world.ts';
import { MemoryDynamo } from '../../support/memory-dynamo.ts';

const occasion = { at: START, actor: 'iam:AIDA', correlationId: 'request-1' };

function stores() {
  const dynamo = new MemoryDynamo();
  return { dynamo, ...privacyStores(dynamo.client, 'cases') };
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
    const { cases, journal } = stores();
    await cases.open(begins('a'), occasion);
    const before = await cases.read('a');
    const why = { action: 'case.move', reason: 'test' } as const;
    await cases.write(before, before, why, occasion);
    await expect(cases.write(before, before, why, occasion)).rejects.toMatchObject({ kind: 'conflict' });
    const { chains } = await journal.trail();
    expect(chains['case:a']).toHaveLength(2);
  });

  it('at once with many others gets in nobody’s way: each has a chain of its own, with one write', async () => {
    const { dynamo, cases, journal } = stores();
    let written = 0;
    dynamo.onCommit = () => written++;
    const many = Array.from({ length: 130 }, (_, place) => begins(`case-${place}`, { state: 'received' }));
    const execute = dynamo.execute.bind(dynamo);
    let asked = 0;
    dynamo.execute = (command) => {
      if (command instanceof TransactWriteCommand) asked++;
      return execute(command);
    };
    await Promise.all(many.map((one) => cases.open(one, occasion)));
    expect([asked, written]).toEqual([130, 130]);

    const { publicKey, digestSigner } = keyPair();
    const signer = async () => digestSigner();
    const vouch = async () => journal.vouch(await journal.moved(), signer, START);
    await vouch();
    const trail = await journal.trail();
    expect([trail.journal.length, trail.heads.length]).toEqual([2, 1]);
    expect(verifyAudit(trail, publicKey)).toEqual({
      valid: true,
      chains: 130,
      entries: 130,
      signed: 130,
      head: expect.objectContaining({ seq: 2 }),
    });

    expect(await journal.moved()).toEqual([]);
    await vouch();
    expect(await journal.trail()).toEqual(trail);
  });

  it('that nobody has joined yet is told apart from what is signed for', async () => {
    const { cases, journal } = stores();
    const { publicKey, digestSigner } = keyPair();
    const signer = async () => digestSigner();
    await cases.open(begins('a'), occasion);
    await journal.vouch(['case:a'], signer, START);
    const before = await cases.read('a');
    await cases.write(before, before, { action: 'case.move', reason: 'test' }, occasion);
    await cases.open(begins('b', { state: 'received' }), occasion);
    const verdict = verifyAudit(await journal.trail(), publicKey);
    expect(verdict).toEqual({
      valid: true,
      chains: 2,
      entries: 3,
      signed: 1,
      head: expect.objectContaining({ seq: 1 }),
    });
    expect((await journal.moved()).toSorted()).toEqual(['case:a', 'case:b']);
  });

  it('is joined once more, and not lost, where it goes on just then', async () => {
    const { dynamo, cases, journal } = stores();
    const { digestSigner } = keyPair();
    const signer = async () => digestSigner();
    await cases.open(begins('a'), occasion);
    dynamo.onCommit = (writes) => {
      if (!writes.some(({ after }) => after?.['pk'] === 'AUDIT#journal')) return;
      dynamo.onCommit = () => {};
      dynamo.seed('cases', {
        pk: 'AUDIT#case:a',
        sk: 'HEAD',
        gsi1pk: 'AUDIT#moved',
        gsi1sk: 'case:a',
        seq: 2,
        digest: 'b'.repeat(64),
      });
    };
    await journal.vouch(['case:a'], signer, START);
    expect(await journal.moved()).toEqual(['case:a']);
  });
});
