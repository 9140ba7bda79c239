import {
  CreateKeyCommand,
  DecryptCommand,
  GenerateDataKeyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import { MacKey } from '../../../shared/platform/mac-client.ts';
import { canonicalJson } from '../../../shared/privacy/canonical-json.ts';
import { certificateText, signCertificate } from '../../../shared/privacy/certificate.ts';
import { CertificateSigner } from '../../../shared/privacy/certificate-signer-client.ts';
import { DataKeyCache } from '../../../shared/privacy/data-key-cache.ts';
import { KmsSubjectKeys } from '../../../shared/privacy/kms-subject-keys-client.ts';
import { DATA_KEY_TTL_MS } from '../../../shared/privacy/subject-keys.ts';
import { subjectTag } from '../../../shared/privacy/subject-tag-client.ts';
import { verifyCertificate } from '../../../shared/privacy/verify-certificate.ts';
import { unsignedCertificate } from '../../support/certificates.ts';
import { PlayedKms } from '../../support/played-kms.ts';

const ANN = 'tag-of-ann-0123456789';
const BOB = 'tag-of-bob-0123456789';
const TEXT = Buffer.from('Ann Example moved to Berlin');
const DAY_MS = 86_400_000;

function played() {
  const kms = new PlayedKms();
  const process = () => new KmsSubjectKeys({ now: () => kms.nowMs, client: kms.client });
  return { kms, keys: process(), process };
}

describe('data of a person', () => {
  it('is sealed and opened, in this process and in another', async () => {
    const { keys, process } = played();
    const sealed = await keys.seal(ANN, 'contact', TEXT);
    expect(Buffer.from(sealed).includes(TEXT)).toBe(false);
    expect(Buffer.from(await keys.open(ANN, 'contact', sealed))).toEqual(TEXT);
    expect(Buffer.from(await process().open(ANN, 'contact', sealed))).toEqual(TEXT);
    expect(await keys.seal(ANN, 'contact', TEXT)).not.toEqual(sealed);
  });

  it('has a key of its own for each class, found by an opaque alias, and used with opaque ids', async () => {
    const { keys, kms } = played();
    await keys.seal(ANN, 'contact', TEXT);
    await keys.seal(ANN, 'invoices', TEXT);
    await keys.seal(BOB, 'contact', TEXT);
    expect([...kms.aliases.keys()]).toEqual([
      `alias/belltower/subject/${ANN}/contact`,
      `alias/belltower/subject/${ANN}/invoices`,
      `alias/belltower/subject/${BOB}/contact`,
    ]);
    expect(kms.mock.commandCalls(GenerateDataKeyCommand)[0]?.args[0].input.EncryptionContext).toEqual({
      'belltower:subject': ANN,
      'belltower:class': 'contact',
    });
  });

  it.each<[what: string, subject: string, className: string, change: (sealed: Uint8Array) => Uint8Array]>([
    ['a changed byte', ANN, 'contact', (sealed) => sealed.with(sealed.length - 1, (sealed.at(-1) ?? 0) ^ 1)],
    ['a changed vector', ANN, 'contact', (sealed) => sealed.with(70, (sealed.at(70) ?? 0) ^ 1)],
    ['a changed data key', ANN, 'contact', (sealed) => sealed.with(5, (sealed.at(5) ?? 0) ^ 1)],
    ['a byte less', ANN, 'contact', (sealed) => sealed.slice(0, -1)],
    ['another format', ANN, 'contact', (sealed) => sealed.with(0, 2)],
    ['nothing', ANN, 'contact', () => new Uint8Array()],
    ['another class', ANN, 'invoices', (sealed) => sealed],
    ['another person', BOB, 'contact', (sealed) => sealed],
  ])('does not open with %s', async (_what, subject, className, change) => {
    const { keys } = played();
    for (const [one, name] of [
      [ANN, 'contact'],
      [ANN, 'invoices'],
      [BOB, 'contact'],
    ] as const)
      await keys.seal(one, name, TEXT);
    const sealed = await keys.seal(ANN, 'contact', TEXT);
    await expect(keys.open(subject, className, change(new Uint8Array(sealed)))).rejects.toMatchObject({
      kind: 'invalid',
      code: 'not-sealed',
    });
  });

  it('asks KMS once in five minutes, and not a moment longer', async () => {
    const { keys, kms } = played();
    const calls = () => kms.mock.commandCalls(GenerateDataKeyCommand).length;
    await keys.seal(ANN, 'contact', TEXT);
    kms.nowMs += DATA_KEY_TTL_MS - 1;
    await keys.seal(ANN, 'contact', TEXT);
    expect(calls()).toBe(1);
    kms.nowMs += 1;
    await keys.seal(ANN, 'contact', TEXT);
    expect(calls()).toBe(2);
    expect(DATA_KEY_TTL_MS).toBe(300_000);
  });

  it('makes one key where many are to seal at once', async () => {
    const { keys, kms } = played();
    await Promise.all(Array.from({ length: 20 }, () => keys.seal(ANN, 'contact', TEXT)));
    expect(kms.keys.size).toBe(1);
    expect(kms.mock.commandCalls(GenerateDataKeyCommand)).toHaveLength(1);
  });

  it('has one key where two processes made one at once, and the other is given to deletion', async () => {
    const { kms, keys, process } = played();
    kms.beatNextAlias();
    const sealed = await keys.seal(ANN, 'contact', TEXT);
    expect(Buffer.from(await process().open(ANN, 'contact', sealed))).toEqual(TEXT);
    expect([...kms.keys.values()].map(({ id, state }) => [id.slice(0, 6), state])).toEqual([
      ['000000', 'PendingDeletion'],
      ['winner', 'Enabled'],
    ]);
  });
});

describe('a key', () => {
  it('that is destroyed opens nothing any more, and seals nothing (48)', async () => {
    const { keys, process } = played();
    const sealed = await keys.seal(ANN, 'contact', TEXT);
    const ofBob = await keys.seal(BOB, 'contact', TEXT);
    await keys.destroy([{ subject: ANN, classes: ['contact'] }]);
    for (const one of [keys, process()]) {
      const gone = { kind: 'gone', code: 'subject-key-destroyed' };
      await expect(one.open(ANN, 'contact', sealed)).rejects.toMatchObject(gone);
      await expect(one.seal(ANN, 'contact', TEXT)).rejects.toMatchObject(gone);
      expect(Buffer.from(await one.open(BOB, 'contact', ofBob))).toEqual(TEXT);
    }
  });

  it('is forgotten by other processes within five minutes', async () => {
    const { kms, keys, process } = played();
    const other = process();
    const sealed = await keys.seal(ANN, 'contact', TEXT);
    await other.open(ANN, 'contact', sealed);
    await keys.destroy([{ subject: ANN, classes: ['contact'] }]);
    kms.nowMs += DATA_KEY_TTL_MS;
    await expect(other.open(ANN, 'contact', sealed)).rejects.toMatchObject({ code: 'subject-key-destroyed' });
  });

  it('is destroyed once: done again, whenever it was stopped, there is no second key and the same date (35)', async () => {
    const { kms, keys, process } = played();
    await keys.seal(ANN, 'contact', TEXT);
    const order = [{ subject: ANN, classes: ['contact', 'never-used'] }];
    const first = await keys.destroy(order);
    const deletesAt = new Date(kms.nowMs + 7 * DAY_MS).toISOString();
    expect(first).toEqual([
      {
        subject: ANN,
        class: 'contact',
        keyId: [...kms.keys.keys()][0],
        scheduledAt: new Date(kms.nowMs).toISOString(),
        deletesAt,
        evidence: 'KMSInvalidStateException',
      },
    ]);
    kms.nowMs += 3_600_000;
    expect(await process().destroy(order)).toEqual(first);
    expect(kms.mock.commandCalls(ScheduleKeyDeletionCommand)).toHaveLength(1);
    expect(kms.mock.commandCalls(CreateKeyCommand)).toHaveLength(1);
  });

  it('has the date of whoever was first, where two destroy it at once', async () => {
    const { kms, keys, process } = played();
    await keys.seal(ANN, 'contact', TEXT);
    const order = [{ subject: ANN, classes: ['contact'] }];
    const [one, other] = await Promise.all([keys.destroy(order), process().destroy(order)]);
    expect(one).toEqual(other);
    expect([...kms.keys.values()].map(({ state }) => state)).toEqual(['PendingDeletion']);
  });

  it('that is disabled is destroyed as well', async () => {
    const { kms, keys } = played();
    await keys.seal(ANN, 'contact', TEXT);
    for (const key of kms.keys.values()) key.state = 'Disabled';
    expect(await keys.destroy([{ subject: ANN, classes: ['contact'] }])).toMatchObject([
      { evidence: 'KMSInvalidStateException' },
    ]);
  });

  it('that still works somewhere in KMS is tried again, and not called destroyed', async () => {
    const { kms, keys } = played();
    await keys.seal(ANN, 'contact', TEXT);
    kms.slowToNotice = true;
    await expect(keys.destroy([{ subject: ANN, classes: ['contact'] }])).rejects.toMatchObject({
      code: 'subject-key-still-works',
      retryable: true,
    });
    kms.slowToNotice = false;
    expect(await keys.destroy([{ subject: ANN, classes: ['contact'] }])).toHaveLength(1);
  });

  it('is followed to its end, and whoever cancels it is found out (46)', async () => {
    const { kms, keys } = played();
    await keys.seal(ANN, 'contact', TEXT);
    const [key] = await keys.destroy([{ subject: ANN, classes: ['contact'] }]);
    const fate = () => keys.fateOf(key?.keyId ?? '');
    expect(await fate()).toBe('pending-deletion');
    for (const one of kms.keys.values()) one.state = 'Disabled';
    expect(await fate()).toBe('in-use');
    kms.nowMs += 7 * DAY_MS;
    kms.deleteDue();
    expect(await fate()).toBe('deleted');
  });

  it('of somebody who comes back after it is deleted is a new one, which does not open the old', async () => {
    const { kms, keys } = played();
    const old = await keys.seal(ANN, 'contact', TEXT);
    await keys.destroy([{ subject: ANN, classes: ['contact'] }]);
    kms.nowMs += 7 * DAY_MS;
    kms.deleteDue();
    await expect(keys.open(ANN, 'contact', old)).rejects.toMatchObject({ code: 'subject-key-destroyed' });
    const sealed = await keys.seal(ANN, 'contact', TEXT);
    expect(Buffer.from(await keys.open(ANN, 'contact', sealed))).toEqual(TEXT);
    await expect(keys.open(ANN, 'contact', old)).rejects.toMatchObject({ code: 'subject-key-destroyed' });
  });

  it('says nothing of what it sealed when something fails', async () => {
    const { kms, keys } = played();
    const sealed = await keys.seal(ANN, 'contact', TEXT);
    kms.nowMs += DATA_KEY_TTL_MS;
    kms.mock.on(DecryptCommand).rejects(new Error('no way there'));
    const error = await keys.open(ANN, 'contact', sealed).catch((thrown: unknown) => thrown);
    expect(String(error)).not.toContain('Ann');
  });
});

describe('the cache of data keys', () => {
  it('overwrites what leaves it, and holds only so many', () => {
    const cache = new DataKeyCache(1_000, 2);
    const keys = [1, 2, 3, 4].map(() => ({ plain: new Uint8Array(32).fill(7) }));
    const [a, b, c, d] = keys;
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('four');
    cache.put('x#a', a, 0);
    cache.put('x#b', b, 0);
    cache.put('y#c', c, 0);
    expect([a, b, c].map(({ plain }) => plain[0])).toEqual([0, 7, 7]);
    expect(cache.get('x#a', 0)).toBeUndefined();
    cache.forget('x#');
    expect(b.plain[0]).toBe(0);
    expect(cache.get('y#c', 999)).toBe(c);
    expect(cache.get('y#c', 1_000)).toBeUndefined();
    cache.put('z', d, 0);
    expect(cache.get('z', 0, 1)).toBeUndefined();
  });
});

describe('a keyed tag', () => {
  it('is one for each person, however they are written, and says nothing', async () => {
    const { kms } = played();
    const mac = new MacKey('key', 'HMAC_SHA_256', kms.client);
    const tag = await subjectTag(mac, 'email', 'Ann@Acme.example');
    expect(tag).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await subjectTag(mac, 'email', ' ann@acme.example')).toBe(tag);
    expect(await subjectTag(mac, 'email', 'anna@acme.example')).not.toBe(tag);
    expect(await subjectTag(mac, 'userId', 'ann@acme.example')).not.toBe(tag);
    const refused = await subjectTag(mac, 'email', 'Ann Example').catch((error: unknown) => String(error));
    expect(refused).toBe('AppError: this is not an identity of the kind email');
  });
});

describe('the signer of certificates', () => {
  it('signs by KMS what is verified without it (62)', async () => {
    const { kms } = played();
    const signer = await CertificateSigner.open('1234abcd-12ab-34cd-56ef-1234567890ab', kms.client);
    const unsigned = unsignedCertificate();
    kms.tell(canonicalJson({ ...unsigned, signing: signer.signing }));
    const signed = await signCertificate(unsigned, signer);
    expect(verifyCertificate(certificateText(signed), kms.pair.publicKey).valid).toBe(true);
  });
});
