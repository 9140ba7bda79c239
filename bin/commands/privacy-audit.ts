import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import * as z from 'zod';
import { verifyAudit } from '../../shared/privacy/verify-audit.ts';
import { publicKeyOf } from '../../shared/privacy/verify-certificate.ts';
import { type AwsOptions, withAwsOptions } from '../aws-options.ts';
import { readJsonFile } from '../json-file.ts';
import { print } from '../print.ts';
import { Refusal } from '../refusal.ts';
import { UsageFault } from '../usage-fault.ts';

const WANTED = 'an audit trail, as belltower privacy audit writes it: { v: 2, journal, heads, chains }';
const Values = z.array(z.unknown());
const Trail = z.strictObject({
  v: z.literal(2),
  journal: Values,
  heads: Values,
  /** By `case:…`, `subject:…`. */
  chains: z.record(z.string(), Values),
});

/** `belltower privacy audit|audit-verify` */
export function registerAudit(privacy: Command): void {
  withAwsOptions(privacy.command('audit'))
    .description('write the audit trail of cases, holds and certificates into a file')
    .argument('<audit.json>', 'the file')
    .addHelpText(
      'after',
      '\nIds and codes only. Needs your own right to read the table of cases.\n\nExample:\n  npx belltower privacy audit audit.json',
    )
    .action(write);
  privacy
    .command('audit-verify')
    .description('whether an audit trail is as it was written: nothing changed, removed or reordered')
    .argument('<audit.json>', 'the trail')
    .option('--public-key <pem>', 'file with the public key, as PEM (required)')
    .option('--json', 'print { valid, chains, entries, signed } or { valid, chain, seq, reason } as JSON')
    .addHelpText(
      'after',
      '\nNeeds no network; the key is that of privacy verify. Exits with 1 and names the first bad entry where it is not.\n\nExample:\n  npx belltower privacy audit-verify audit.json --public-key signing.pem',
    )
    .action(verify);
}

async function write(file: string, options: AwsOptions): Promise<void> {
  const { readAudit } = await import('../aws/audit-trail.ts');
  const trail = await readAudit(options);
  writeFileSync(file, `${JSON.stringify({ v: 2, ...trail }, undefined, 1)}\n`);
  const chains = Object.values(trail.chains);
  const entries = chains.reduce((sum, { length }) => sum + length, 0);
  process.stdout.write(
    `${entries} entries in ${chains.length} chains, ${trail.heads.length} signed heads written to ${file}\n`,
  );
}

interface VerifyOptions {
  readonly publicKey?: string;
  readonly json?: boolean;
}

async function verify(file: string, { publicKey, json }: VerifyOptions, command: Command): Promise<void> {
  if (publicKey === undefined) command.error("required option '--public-key <pem>' not specified");
  const key = publicKeyOf(keyText(publicKey));
  if (key === undefined)
    throw new UsageFault(
      `${publicKey}: not a public key; wanted: ECC P-256 as PEM, which begins with -----BEGIN PUBLIC KEY-----`,
    );
  const { where, content } = await readJsonFile(file, WANTED);
  const trail = Trail.safeParse(JSON.parse(content));
  if (!trail.success) throw new UsageFault(`${where}: not an audit trail; wanted: ${WANTED}`);
  const verdict = verifyAudit(trail.data, key);
  if (verdict.valid) {
    const { chains, entries, signed } = verdict;
    const rest =
      signed === entries ? '' : `; ${entries - signed} of them are chained on, and not signed for yet`;
    print(json, verdict, () => `${where} is sound: ${entries} entries in ${chains} chains${rest}`);
    return;
  }
  if (json === true) print(true, verdict, () => '');
  if (verdict.reason === 'no-signed-head')
    throw new Refusal(`${where}: no head was signed yet, so nothing vouches for it`);
  const which = 'seq' in verdict ? `${verdict.chain}, entry ${verdict.seq}: ` : '';
  throw new Refusal(`${where}: not sound: ${which}${verdict.reason}`);
}

function keyText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new UsageFault(`${file}: cannot be read${code}; wanted: a public key as PEM`);
  }
}
