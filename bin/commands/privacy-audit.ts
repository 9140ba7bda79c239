import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import * as z from 'zod';
import { lossSince } from '../../shared/privacy/compare-audits.ts';
import { type AuditVerdict, verifyAudit } from '../../shared/privacy/verify-audit.ts';
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
    .option(
      '--previous <older.json>',
      'an older one, which must be found in it: nothing rolled back or rewritten',
    )
    .option(
      '--json',
      'print { valid, chains, entries, signed, head } or { valid, chain, seq, reason } as JSON',
    )
    .addHelpText(
      'after',
      '\nNeeds no network; the key is that of privacy verify. Exits with 1 and names the first bad entry where it is not.\nWithout an older one, it cannot tell that the table was put back to an earlier signed head, or rewritten and signed again.\n\nExample:\n  npx belltower privacy audit-verify audit.json --public-key signing.pem --previous last-month.json',
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
  readonly previous?: string;
  readonly json?: boolean;
}

async function verify(
  file: string,
  { publicKey, previous, json }: VerifyOptions,
  command: Command,
): Promise<void> {
  if (publicKey === undefined) command.error("required option '--public-key <pem>' not specified");
  const key = publicKeyOf(keyText(publicKey));
  if (key === undefined)
    throw new UsageFault(
      `${publicKey}: not a public key; wanted: ECC P-256 as PEM, which begins with -----BEGIN PUBLIC KEY-----`,
    );
  const { where, trail } = await readTrail(file);
  const verdict = verifyAudit(trail, key);
  if (!verdict.valid) {
    if (json === true) print(true, verdict, () => '');
    throw new Refusal(`${where}: ${faultOf(verdict)}`);
  }
  const older = previous === undefined ? undefined : await readTrail(previous);
  if (older !== undefined) {
    const before = verifyAudit(older.trail, key);
    if (!before.valid)
      throw new UsageFault(`${older.where}: ${faultOf(before)}; wanted: an older audit trail that is sound`);
    const loss = lossSince(older.trail, trail);
    if (loss !== undefined) {
      if (json === true) print(true, { valid: false, ...loss }, () => '');
      throw new Refusal(
        `${where}: not what ${older.where} goes on as: ${loss.chain}, entry ${loss.seq}: ${loss.reason}`,
      );
    }
  }
  const { chains, entries, signed, head } = verdict;
  const rest = signed === entries ? '' : `; ${entries - signed} are chained on, and not signed for yet`;
  const since = older === undefined ? '' : `\nall that ${older.where} has is in it`;
  print(
    json,
    verdict,
    () =>
      `${where} is sound: ${entries} entries in ${chains} chains, ${signed} signed for${rest}\nlast signed head: entry ${head.seq} of the journal, ${head.at}, digest ${head.digest}${since}`,
  );
}

async function readTrail(file: string): Promise<{ where: string; trail: z.infer<typeof Trail> }> {
  const { where, content } = await readJsonFile(file, WANTED);
  const trail = Trail.safeParse(JSON.parse(content));
  if (!trail.success) throw new UsageFault(`${where}: not an audit trail; wanted: ${WANTED}`);
  return { where, trail: trail.data };
}

function faultOf(verdict: Extract<AuditVerdict, { valid: false }>): string {
  if (verdict.reason === 'no-signed-head') return 'no head was signed yet, so nothing vouches for it';
  const which = 'seq' in verdict ? `${verdict.chain}, entry ${verdict.seq}: ` : '';
  return `not sound: ${which}${verdict.reason}`;
}

function keyText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new UsageFault(`${file}: cannot be read${code}; wanted: a public key as PEM`);
  }
}
