import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { publicKeyOf, verifyCertificate } from '../../shared/privacy/verify-certificate.ts';
import { print } from '../print.ts';
import { certificateWords } from '../privacy-words.ts';
import { Refusal } from '../refusal.ts';
import { UsageFault } from '../usage-fault.ts';

interface VerifyOptions {
  readonly publicKey?: string;
  readonly previous?: string;
  readonly json?: boolean;
}

const NOTES = `
Needs no network. Exits 0 for a valid certificate and 1 for any other file. The public key is that of the signing key:
  aws kms get-public-key --key-id KEY --query PublicKey --output text | base64 -d | openssl ec -pubin -inform DER

Example:
  npx belltower privacy verify certificate.json --public-key signing.pem --previous certificate-before.json`;

/** `belltower privacy verify` */
export function registerVerify(privacy: Command): void {
  privacy
    .command('verify')
    .description('whether a certificate is as it was signed')
    .argument('<certificate.json>', 'the certificate')
    .option('--public-key <pem>', 'file with the public key, as PEM (required)')
    .option('--previous <certificate.json>', 'also that it follows on this one')
    .option('--json', 'print { valid, digest, … } or { valid, reason, detail } as JSON')
    .addHelpText('after', NOTES)
    .action(verify);
}

function verify(file: string, { publicKey, previous, json }: VerifyOptions, command: Command): void {
  // Not by commander, which would speak of it before it does of an option that does not exist.
  if (publicKey === undefined) throw command.error("required option '--public-key <pem>' not specified");
  const key = publicKeyOf(read(publicKey, 'a public key as PEM'));
  if (key === undefined)
    throw new UsageFault(
      `${publicKey}: not a public key; wanted: ECC P-256 as PEM, which begins with -----BEGIN PUBLIC KEY-----`,
    );
  const text = read(file, 'a certificate');
  const before = previous === undefined ? undefined : read(previous, 'the certificate before it');
  const verdict = verifyCertificate(text, key, before);
  if (!verdict.valid) {
    if (json === true) print(true, verdict, () => '');
    throw new Refusal(`${file}: not valid: ${verdict.detail} (${verdict.reason})`);
  }
  const { certificate, digest } = verdict;
  const { case: id, outcome, final, closed } = certificate;
  const follows = before === undefined ? 'not-checked' : 'checked';
  print(json, { valid: true, digest, case: id, outcome, final, closed, chain: follows }, () =>
    certificateWords(file, certificate, digest, follows),
  );
}

/** Empty for what is no UTF-8: one broken character must not look like another. */
function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return '';
  }
}

function read(file: string, wanted: string): string {
  try {
    return utf8(readFileSync(file));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new UsageFault(`${file}: cannot be read${code}; wanted: ${wanted}`);
  }
}
