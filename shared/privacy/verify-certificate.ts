import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type * as z from 'zod';
import { canonicalJson } from './canonical-json.ts';
import { type Certificate, certificateDigest, SignedCertificate } from './certificate.ts';
import { type Digest, digestOf } from './digest.ts';
import type { Signing } from './signing.ts';

/** Whether a certificate is what was signed. Reasons are codes; none quotes what is in the file. */
export type CertificateVerdict =
  | { readonly valid: true; readonly certificate: Certificate; readonly digest: Digest }
  | { readonly valid: false; readonly reason: CertificateFault; readonly detail: string };

export type CertificateFault =
  | 'not-json'
  | 'not-a-certificate'
  | 'not-canonical'
  | 'another-key'
  | 'wrong-signature'
  | 'previous-invalid'
  | 'chain-broken';

/** A public key from PEM; undefined where it is none of ECC P-256. */
export function publicKeyOf(pem: string): KeyObject | undefined {
  try {
    if (!pem.includes('-----BEGIN PUBLIC KEY-----')) return undefined; // a private key has no business here
    const key = createPublicKey(pem);
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** SHA-256 of a public key, by which a certificate names it. */
export function publicKeyDigest(key: KeyObject): Digest {
  return digestOf(key.export({ type: 'spki', format: 'der' }));
}

/**
 * Checks a certificate without a network: that the file is canonical to the byte, but for one line feed that it may have at
 * its end, that this key signed it, and, where the one before it is given, that it follows on that one, which must be valid
 * itself.
 */
export function verifyCertificate(text: string, key: KeyObject, previous?: string): CertificateVerdict {
  const verdict = verifyOne(text, key);
  if (!verdict.valid || previous === undefined) return verdict;
  const before = verifyOne(previous, key);
  if (!before.valid) return no('previous-invalid', before.detail);
  if (verdict.certificate.previous === before.digest) return verdict;
  return no(
    'chain-broken',
    verdict.certificate.previous === null
      ? 'it is the first of its chain and follows on none'
      : 'it follows on another certificate than the one given',
  );
}

/** Whether this key made the signature of a text, whose SHA-256 digest is what KMS was given to sign. */
export function isSignatureOf(
  text: string,
  signature: string,
  { format }: Pick<Signing, 'format'>,
  key: KeyObject,
): boolean {
  return verify('sha256', Buffer.from(text), { key, dsaEncoding: format }, Buffer.from(signature, 'base64'));
}

function verifyOne(text: string, key: KeyObject): CertificateVerdict {
  const value = parsed(text);
  if (value === undefined) return no('not-json', 'the file is not JSON');
  const signed = SignedCertificate.safeParse(value);
  if (!signed.success) return no('not-a-certificate', wrongPart(signed.error.issues));
  if (canonicalJson(signed.data) !== text.replace(/\n$/, ''))
    return no('not-canonical', 'the file is not written as it was signed (canonical JSON, RFC 8785)');
  const { certificate, signature } = signed.data;
  if (certificate.signing.publicKey !== publicKeyDigest(key))
    return no('another-key', `it names another public key, that of ${certificate.signing.keyId}`);
  if (!isSignatureOf(canonicalJson(certificate), signature, certificate.signing, key))
    return no('wrong-signature', 'the signature is not of this content');
  return { valid: true, certificate, digest: certificateDigest(certificate) };
}

function no(reason: CertificateFault, detail: string): CertificateVerdict {
  return { valid: false, reason, detail };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where, by names that the schema knows; a key that it does not know may hold anything. */
function wrongPart(issues: readonly z.core.$ZodIssue[]): string {
  const [first] = issues;
  const where =
    first === undefined || first.path.length === 0 ? 'the file' : first.path.map(String).join('.');
  return `${where} is not as in a certificate`;
}
