import { createHash, createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { shift } from '../../../shared/kernel/instant.ts';
import { certificateDigest } from '../../../shared/privacy/certificate.ts';
import { askHolds } from '../../../shared/privacy/hold-store.ts';
import { IdentitySeal } from '../../../shared/privacy/identity-seal-client.ts';
import { IdentityVault, VaultCleaner } from '../../../shared/privacy/identity-vault-store.ts';
import { privacyStores } from '../../../shared/privacy/privacy-store.ts';
import { keyPair, unsignedCertificate } from '../../support/certificates.ts';
import { START } from '../../support/erasure-world.ts';
import { MemoryDynamo } from '../../support/memory-dynamo.ts';
import { PlayedKms } from '../../support/played-kms.ts';

const occasion = { at: START, actor: 'person:dpo', correlationId: 'test' };
const [ANN, BOB] = ['tag-of-ann-0123456789', 'tag-of-bob-0123456789'];
let kms: PlayedKms | undefined;

afterEach(() => {
  kms?.mock.restore();
  kms = undefined;
});

function made() {
  const dynamo = new MemoryDynamo();
  return { dynamo, ...privacyStores(dynamo.client, 'cases') };
}

describe('holds', () => {
  it('are on a person by any of their tags, and on nobody else', async () => {
    const { holds } = made();
    await holds.place(ANN, { id: 'lawsuit', placed: START }, occasion);
    expect(await holds.on(['another-tag-0123456789', ANN])).toMatchObject([{ id: 'lawsuit' }]);
    expect(await holds.on([BOB])).toEqual([]);
  });

  it('placed twice are one, and released are none', async () => {
    const { holds, journal } = made();
    await holds.place(ANN, { id: 'lawsuit', placed: START }, occasion);
    await holds.place(ANN, { id: 'lawsuit', placed: START, classes: [{ class: 'data' }] }, occasion);
    expect(await holds.on([ANN])).toMatchObject([{ classes: [{ class: 'data' }] }]);
    expect(await holds.release(ANN, 'lawsuit', occasion)).toBe(true);
    expect(await holds.release(ANN, 'lawsuit', occasion)).toBe(false);
    expect(await holds.on([ANN])).toEqual([]);
    const { chains } = await journal.trail();
    expect(Object.keys(chains)).toEqual([`subject:${ANN}`]);
    expect(chains[`subject:${ANN}`]).toMatchObject([
      { entry: { action: 'hold.place' } },
      { entry: { action: 'hold.place' } },
      { entry: { action: 'hold.release' } },
    ]);
  });

  it('that cannot be read are unreachable, and not none', async () => {
    const on = async () => {
      throw new Error('the table does not answer');
    };
    expect(await askHolds({ on }, [ANN], { warn: () => {} })).toEqual({ kind: 'unreachable' });
  });
});

describe('the gate of a system', () => {
  const SYSTEM = { id: 'search', concurrency: 2 };
  const entrant = (key: string, holder = 'case-1-1') => ({ key, holder, until: shift(START, 60_000) });

  it('lets in as many commands at once as it may, of all cases together', async () => {
    const { gates } = made();
    const kinds = await Promise.all(
      Array.from({ length: 20 }, async (_, place) => {
        const gate = await gates.enter(SYSTEM, entrant(`key-${place}`), START);
        return gate.kind;
      }),
    );
    expect(kinds.filter((kind) => kind === 'send')).toHaveLength(2);
    await gates.leave('search', entrant('key-0'), undefined, START);
    await gates.leave('search', entrant('key-1'), undefined, START);
    expect(await gates.enter(SYSTEM, entrant('one-more'), START)).toMatchObject({ kind: 'send' });
  });

  it('has two executions with one command wait for each other, and nobody for themselves', async () => {
    const { gates } = made();
    await gates.enter(SYSTEM, entrant('key'), START);
    expect(await gates.enter(SYSTEM, entrant('key', 'case-1-2'), START)).toMatchObject({ kind: 'wait' });
    expect(await gates.enter(SYSTEM, entrant('key'), START)).toMatchObject({ kind: 'send' });
  });

  it('forgets whoever was killed inside', async () => {
    const { gates } = made();
    for (const key of ['a', 'b']) await gates.enter(SYSTEM, entrant(key), START);
    expect(await gates.enter(SYSTEM, entrant('c'), START)).toMatchObject({ kind: 'wait' });
    const later = shift(START, 60_000);
    expect(await gates.enter(SYSTEM, entrant('c'), later)).toMatchObject({ kind: 'send' });
  });

  it('closes after five failures of the system, for all cases, and tries it with one', async () => {
    const { gates } = made();
    for (let time = 0; time < 5; time++) {
      await gates.enter(SYSTEM, entrant(`key-${time}`), START);
      await gates.leave('search', entrant(`key-${time}`), { failure: 'unavailable' }, START);
    }
    const shut = await gates.enter(SYSTEM, entrant('key'), START);
    expect(shut).toMatchObject({ kind: 'wait', reason: 'circuit-open', until: shift(START, 60_000) });
    const later = shift(START, 60_000);
    const until = shift(later, 60_000);
    expect(await gates.enter(SYSTEM, { ...entrant('key'), until }, later)).toMatchObject({ reason: 'probe' });
    expect(await gates.enter(SYSTEM, { ...entrant('two'), until }, later)).toMatchObject({ kind: 'wait' });
  });
});

describe('counts of what was erased', () => {
  const work = { caseId: 'case-1', system: 'profile', round: 1, answer: 0 };
  const mac = { sign: async (message: Uint8Array) => createHmac('sha256', 'k').update(message).digest() };

  it('have each record once, by however many it is claimed, in whatever batches', async () => {
    const { tallies } = made();
    const [one, other] = [tallies.of(work, mac), tallies.of(work, mac)];
    expect(await one.total()).toEqual({ any: false, count: 0 });
    await one.claim(['1', '2']);
    await other.claim(['2', '3']);
    await one.claim(['1', '2']);
    const three = { any: true, count: 3 };
    expect([await one.total(), await other.total()]).toEqual([three, three]);
    const none = { any: false, count: 0 };
    for (const next of [{ caseId: 'case-2' }, { system: 'orders' }, { round: 2 }, { answer: 1 }])
      expect(await tallies.of({ ...work, ...next }, mac).total()).toEqual(none);
  });

  it('have a record no longer when everybody who claimed it has released it', async () => {
    const { tallies } = made();
    const [one, other] = [tallies.of(work, mac), tallies.of(work, mac)];
    const [first, second] = [await one.claim(['1', '2']), await other.claim(['1', '2'])];
    await second.release(['1', '2']);
    expect(await one.total()).toEqual({ any: true, count: 2 });
    await first.release(['1']);
    expect(await one.total()).toEqual({ any: true, count: 1 });
    await other.claim(['1']);
    expect(await one.total()).toEqual({ any: true, count: 2 });
  });

  it('have a record once in a round, however many answers it gives', async () => {
    const { tallies } = made();
    await tallies.of(work, mac).claim(['1', '2']);
    const next = tallies.of({ ...work, answer: 1 }, mac);
    await next.claim(['2']);
    expect(await next.total()).toEqual({ any: true, count: 0 });
    await next.claim(['3']);
    expect(await next.total()).toEqual({ any: true, count: 1 });
  });

  it('do not show which records they were, nor let anybody guess', async () => {
    const { tallies, dynamo } = made();
    await tallies.of(work, mac).claim(['ann@acme.example']);
    const [item = {}] = dynamo.items('cases');
    const { records } = z.object({ records: z.array(z.string()) }).parse(item);
    expect(records).toHaveLength(1);
    expect(JSON.stringify(item)).not.toContain('ann@');
    const guess = createHash('sha256').update('ann@acme.example').digest().subarray(0, 16);
    expect(records).not.toContain(guess.toString('base64url'));
  });
});

describe('certificates', () => {
  it('of many cases at once are one chain, and each is issued once', async () => {
    const { certificates } = made();
    const { signing } = keyPair();
    const issue = (caseId: string) =>
      certificates.issue(
        { caseId, issue: 1, final: true },
        async (previous) => ({
          certificate: { ...unsignedCertificate({ case: caseId, previous }), signing },
          signature: Buffer.alloc(70, 7).toString('base64'),
        }),
        occasion,
      );
    const ids = ['a', 'b', 'c', 'd', 'a', 'b'];
    const issued = await Promise.all(ids.map(issue));
    expect(new Set(issued.map(({ digest }) => digest)).size).toBe(4);
    for (let seq = 2; seq <= 4; seq++) {
      const [one, before] = [await certificates.at(seq), await certificates.at(seq - 1)];
      const { certificate } = JSON.parse(one?.text ?? '');
      expect(certificate.previous).toBe(before?.digest);
      expect(certificateDigest(certificate)).toBe(one?.digest);
    }
    expect(await certificates.at(5)).toBeUndefined();
  });
});

describe('what a person is known by', () => {
  function vault() {
    const { dynamo } = made();
    kms = new PlayedKms();
    kms.keys.set('key', { id: 'key', state: 'Enabled', deletesAt: undefined });
    const seal = new IdentitySeal('key', kms.client);
    return { dynamo, seal, vault: new IdentityVault(dynamo.client, 'cases', seal) };
  }
  const KNOWN = { email: ['ann@acme.example', 'Ann@ACME.example'], userId: ['u-1'] };

  it('is read as it was put, and never readable in the table', async () => {
    const { dynamo, vault: kept } = vault();
    await kept.put('case-1', KNOWN);
    expect(await kept.read('case-1')).toEqual(KNOWN);
    const text = JSON.stringify(dynamo.items('cases'));
    for (const value of ['ann', 'ACME', 'u-1', 'email']) expect(text).not.toContain(value);
  });

  it('is of its case alone', async () => {
    const { seal } = vault();
    const sealed = await seal.seal('case-1', Buffer.from('ann'));
    await expect(seal.open('case-2', sealed)).rejects.toThrow();
  });

  it('is forgotten by whoever has no key, and then by everybody', async () => {
    const { dynamo, vault: kept } = vault();
    await kept.put('case-1', KNOWN);
    await new VaultCleaner(dynamo.client, 'cases').forget('case-1');
    await expect(kept.read('case-1')).rejects.toMatchObject({ code: 'identities-forgotten' });
    expect(dynamo.items('cases')).toEqual([{ pk: 'VAULT#case-1', sk: 'IDENTITIES' }]);
  });
});

describe('who must not come back', () => {
  it('is found by the keyed tag, until the last backup is gone', async () => {
    const { exclusions, dynamo } = made();
    const until = shift(START, 35 * 86_400_000);
    await exclusions.put([{ tag: ANN, case: 'case-1', erasedAt: START, until }]);
    expect(await exclusions.of([BOB, ANN, ANN])).toEqual([
      { tag: ANN, case: 'case-1', erasedAt: START, until },
    ]);
    expect(dynamo.items('cases')[0]).toMatchObject({ ttl: Date.parse(until) / 1000 });
  });
});
