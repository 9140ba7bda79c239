import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
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
    /** Signs a digest by itself, of which Node has no such thing. */
    digestSigner: () => digestSigner(privateKey, { ...signing, format: 'ieee-p1363' }),
  };
}

/** The order of P-256. */
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** ECDSA (FIPS 186-5, 6.4.1) with one nonce for all, which makes it fast, and gives the key away: for tests alone. */
function digestSigner(privateKey: KeyObject, signing: Signing): Signer {
  const nonce = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
  const part = (key: KeyObject, name: 'd' | 'x') =>
    BigInt(`0x${Buffer.from(key.export({ format: 'jwk' })[name] ?? '', 'base64url').toString('hex')}`);
  const [d, r, inverse] = [part(privateKey, 'd'), part(nonce, 'x') % N, power(part(nonce, 'd'), N - 2n)];
  const bytes = (one: bigint) => Buffer.from(one.toString(16).padStart(64, '0'), 'hex');
  const signOf = (digest: string) => (inverse * (BigInt(`0x${digest}`) + r * d)) % N;
  return {
    signing,
    sign: async (digest) => Buffer.concat([bytes(r), bytes(signOf(digest))]).toString('base64'),
  };
}

function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, base % N];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
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
