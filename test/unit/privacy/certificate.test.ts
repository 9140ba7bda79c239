import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../shared/privacy/canonical-json.ts';
import {
  type Certificate,
  certificateDigest,
  certificateText,
  signCertificate,
} from '../../../shared/privacy/certificate.ts';
import type { Signing } from '../../../shared/privacy/signing.ts';
import { publicKeyOf, verifyCertificate } from '../../../shared/privacy/verify-certificate.ts';
import { keyPair, unsignedCertificate } from '../../support/certificates.ts';

const DER = keyPair();

function issue(more: Partial<Certificate> = {}, keys = DER) {
  const unsigned = unsignedCertificate(more);
  return signCertificate(
    unsigned,
    keys.signerOf((signing) => canonicalJson({ ...unsigned, signing })),
  );
}

describe('a certificate', () => {
  it.each<Signing['format']>(['der', 'ieee-p1363'])('is valid offline, signed as %s (62)', async (format) => {
    const keys = keyPair(format);
    const signed = await issue({}, keys);
    expect(verifyCertificate(certificateText(signed), keys.publicKey)).toEqual({
      valid: true,
      certificate: signed.certificate,
      digest: certificateDigest(signed.certificate),
    });
    expect(verifyCertificate(`${certificateText(signed)}\n`, keys.publicKey).valid).toBe(true);
  });

  it('is invalid with any one byte changed, added or removed (62)', async () => {
    const bytes = Buffer.from(certificateText(await issue()));
    for (let place = 0; place < bytes.length; place++) {
      for (const bit of [1, 4, 32]) {
        const changed = Buffer.from(bytes);
        changed[place] = (changed[place] ?? 0) ^ bit;
        expect([place, verifyCertificate(changed.toString('utf8'), DER.publicKey).valid]).toEqual([
          place,
          false,
        ]);
      }
      const shorter = Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + 1)]);
      expect([place, verifyCertificate(shorter.toString(), DER.publicKey).valid]).toEqual([place, false]);
      const longer = Buffer.concat([bytes.subarray(0, place), Buffer.from(' '), bytes.subarray(place)]);
      expect([place, verifyCertificate(longer.toString(), DER.publicKey).valid]).toEqual([place, false]);
    }
  });

  it.each<[what: string, text: (text: string) => string, valid: boolean]>([
    ['one line feed at the end', (text) => `${text}\n`, true],
    ['two line feeds', (text) => `${text}\n\n`, false],
    ['a line feed as Windows writes it', (text) => `${text}\r\n`, false],
    ['a space and a line feed', (text) => `${text} \n`, false],
    ['a line feed before it', (text) => `\n${text}`, false],
    ['a line feed inside', (text) => text.replace(',', ',\n'), false],
  ])(
    '62: of what adds nothing but space, takes one line feed at the end alone: %s',
    async (_, change, valid) => {
      const text = change(certificateText(await issue()));
      expect(verifyCertificate(text, DER.publicKey).valid).toBe(valid);
    },
  );

  it.each<[what: string, text: (text: string) => string, reason: string]>([
    ['nothing', () => '', 'not-json'],
    ['another document', () => '{"name":"Ann Example"}', 'not-a-certificate'],
    ['a key more', (text) => text.replace('{', '{"a":1,'), 'not-a-certificate'],
    ['a key twice', (text) => text.replace('"outcome":', '"outcome":"partial","outcome":'), 'not-canonical'],
    ['spaces', (text) => JSON.stringify(JSON.parse(text), undefined, 2), 'not-canonical'],
    ['another outcome', (text) => text.replace('"outcome":"done"', '"outcome":"no_data"'), 'wrong-signature'],
    [
      'another signature',
      (text) => text.replace(/"signature":".{8}/, '"signature":"MEUCIQDx'),
      'wrong-signature',
    ],
  ])('says why it is not valid: %s', async (_what, change, reason) => {
    const verdict = verifyCertificate(change(certificateText(await issue())), DER.publicKey);
    expect(verdict).toMatchObject({ valid: false, reason });
    expect(JSON.stringify(verdict)).not.toContain('Ann');
  });

  it('names the key it wants where it is given another one', async () => {
    const verdict = verifyCertificate(certificateText(await issue()), keyPair().publicKey);
    expect(verdict).toMatchObject({ reason: 'another-key', detail: expect.stringContaining('1234abcd') });
  });

  it('follows on the one before it, and on no other', async () => {
    const first = await issue();
    const second = await issue({ case: 'second', previous: certificateDigest(first.certificate) });
    const third = await issue({ case: 'third', previous: certificateDigest(second.certificate) });
    const [one, two, three] = [first, second, third].map(certificateText);
    const verify = (text = '', previous = '') => verifyCertificate(text, DER.publicKey, previous);
    expect(verify(two, one).valid).toBe(true);
    expect(verify(three, two).valid).toBe(true);
    expect(verify(three, one)).toMatchObject({ reason: 'chain-broken' });
    expect(verify(one, two)).toMatchObject({ reason: 'chain-broken' });
    expect(verify(two, one?.replace('"acme"', '"acne"'))).toMatchObject({ reason: 'previous-invalid' });
  });

  it('has the same digest however often it is signed', async () => {
    const [one, other] = [await issue(), await issue()];
    expect(one.signature).not.toBe(other.signature);
    expect(certificateDigest(one.certificate)).toBe(certificateDigest(other.certificate));
  });

  it.each<[what: string, more: Partial<Certificate>]>([
    ['a person for a reason', { reason: 'asked by ann@acme.example' }],
    ['an address for a subject', { subject: 'ann.example@acme.example' }],
    ['an IBAN for a case', { case: 'DE89 3704 0044 0532 0130 00' }],
  ])('has no place for %s (60)', async (_what, more) => {
    await expect(issue(more)).rejects.toThrow();
  });
});

describe('a public key', () => {
  it('is one of ECC P-256 in PEM', () => {
    expect(publicKeyOf(DER.pem)?.equals(DER.publicKey)).toBe(true);
  });

  it.each(['', 'nonsense', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'])(
    'is not %j',
    (pem) => {
      expect(publicKeyOf(pem)).toBeUndefined();
    },
  );
});
