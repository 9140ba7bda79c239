import { writeFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import { instant } from '../../shared/kernel/instant.ts';
import { CaseView } from '../../shared/privacy/case-view.ts';
import { certificateText, SignedCertificate } from '../../shared/privacy/certificate.ts';
import { type ApiCommandOptions, withApiOptions } from '../api-options.ts';
import { caseArgument } from '../case-argument.ts';
import { caseStory, caseTable } from '../case-words.ts';
import { print } from '../print.ts';
import { refused } from '../refused.ts';

const Page = z.object({ cases: z.array(CaseView), cursor: z.string().optional() });
const OneCase = z.object({ case: CaseView });

interface ListOptions extends ApiCommandOptions {
  readonly list: string;
  readonly limit: number;
  readonly cursor?: string;
}

interface CertificateOptions extends ApiCommandOptions {
  readonly out?: string;
}

const ID = '0f8fad5b-d9cb-469f-a165-70867728950e';

/** `belltower privacy cases|show|certificate` */
export function registerCases(privacy: Command): void {
  withApiOptions(privacy.command('cases'), '{ cases, cursor? }')
    .description('cases, through the API: no more of the person than a tag')
    .addOption(
      new Option('--list <WHICH>', 'open, certified (to be read again) or closed')
        .choices(['open', 'certified', 'closed'])
        .default('open'),
    )
    .addOption(new Option('--limit <N>', 'at most so many, 1 to 100').default(50).argParser(limitArgument))
    .option('--cursor <CURSOR>', 'go on where an earlier list ended')
    .addHelpText('after', '\nExample:\n  npx belltower privacy cases')
    .action(list);
  withApiOptions(privacy.command('show'), '{ case }')
    .description('one case: where it is, and what each system did')
    .argument('<case>', 'the case', caseArgument)
    .addHelpText('after', `\nExample:\n  npx belltower privacy show ${ID}`)
    .action(show);
  withApiOptions(privacy.command('certificate'), '{ certificate, signature }')
    .description('the latest certificate of a case, byte for byte as it was signed')
    .argument('<case>', 'the case', caseArgument)
    .option('--out <FILE>', 'write it there (default: print it)')
    .addHelpText('after', `\nExample:\n  npx belltower privacy certificate ${ID} --out certificate.json`)
    .action(certificate);
}

function limitArgument(text: string): number {
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= 100) return limit;
  throw new InvalidArgumentError('wanted: a whole number from 1 to 100');
}

async function list({ list: which, limit, cursor, json, ...options }: ListOptions): Promise<void> {
  const { openApi } = await import('../aws/incident-api.ts');
  const query = new URLSearchParams({ list: which, limit: String(limit) });
  if (cursor !== undefined) query.set('cursor', cursor);
  const api = await openApi(options);
  const page = await api.get(`/v1/privacy/cases?${query.toString()}`, Page);
  print(json, page, () => {
    if (page.cases.length === 0) return cursor === undefined ? 'no such cases' : 'no more cases';
    const more = page.cursor === undefined ? '' : `\nmore: --cursor ${page.cursor}`;
    return `${caseTable(page.cases, instant(Date.now()))}${more}`;
  });
}

async function show(id: string, { json, ...options }: ApiCommandOptions): Promise<void> {
  const { openApi } = await import('../aws/incident-api.ts');
  const api = await openApi(options);
  try {
    const found = await api.get(`/v1/privacy/cases/${id}`, OneCase);
    print(json, found, () => caseStory(found.case, instant(Date.now())));
  } catch (error) {
    throw refused(error, id, json, [404]);
  }
}

async function certificate(id: string, { json, out, ...options }: CertificateOptions): Promise<void> {
  const { openApi } = await import('../aws/incident-api.ts');
  const api = await openApi(options);
  try {
    // Canonical JSON is written in one way only: these are the bytes that were signed.
    const text = certificateText(await api.get(`/v1/privacy/cases/${id}/certificate`, SignedCertificate));
    if (out === undefined) {
      process.stdout.write(text);
      return;
    }
    writeFileSync(out, text);
    print(json, { file: out }, () => `written to ${out}`);
  } catch (error) {
    throw refused(error, id, json, [404]);
  }
}
