import { generateKeyPairSync, sign } from 'node:crypto';
import type { Certificate } from '../../shared/privacy/certificate.ts';
import type { Signer, Signing } from '../../shared/privacy/signing.ts';
import { publicKeyDigest } from '../../shared/privacy/verify-certificate.ts';

/** A key pair, and a signer that signs as KMS does. The text must be told: KMS would know the digest's from nobody. */
export function keyPair(format: Signing['format'] = 'der') {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const signing: Signing = {
    keyId: 'arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    algorithm: 'ECDSA_SHA_256',
    format,
    publicKey: publicKeyDigest(publicKey),
  };
  return {
    publicKey,
    pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    signerOf: (text: (signing: Signing) => string): Signer => ({
      signing,
      sign: async () =>
        sign('sha256', Buffer.from(text(signing)), { key: privateKey, dsaEncoding: format }).toString(
          'base64',
        ),
    }),
    signing,
  };
}

/** A certificate of a case that is done, before it is signed. */
export function unsignedCertificate(more: Partial<Certificate> = {}): Omit<Certificate, 'signing'> {
  return {
    kind: 'belltower-erasure-certificate',
    v: 1,
    organization: 'acme',
    case: '01KAJ5ZQ4V8W',
    issue: 1,
    type: 'erasure',
    subject: 'hPSO4cNZ2p3q6xhS4TqQ0w',
    outcome: 'done',
    final: true,
    received: '2026-01-31T09:00:00.000Z',
    due: '2026-02-28T09:00:00.000Z',
    closed: '2026-02-05T11:30:00.000Z',
    pausedMs: 0,
    extended: false,
    dataMap: 'a'.repeat(64),
    systems: [
      {
        system: 'profile',
        connector: 'dynamodb',
        answer: 'done',
        answeredAt: '2026-02-04T10:00:00.000Z',
        count: 3,
        verification: { result: 'empty', at: '2026-02-04T10:05:00.000Z', rounds: 1 },
      },
    ],
    kept: [{ system: 'orders', class: 'invoices', reason: 'kept-by-law', why: 'tax law', until: '10y' }],
    keys: [
      {
        keyId: '1234abcd-12ab-34cd-56ef-1234567890ab',
        state: 'deleted',
        scheduledAt: '2026-02-04T10:01:00.000Z',
        deletesAt: '2026-02-11T10:01:00.000Z',
        evidence: 'KMSInvalidStateException',
      },
    ],
    reason: 'every-system-empty',
    previous: null,
    ...more,
  };
}
