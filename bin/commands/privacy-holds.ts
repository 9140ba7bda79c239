import { type Command, Option } from 'commander';
import * as z from 'zod';
import { CaseView } from '../../shared/privacy/case-view.ts';
import { ApiError } from '../api-error.ts';
import { type ApiCommandOptions, withApiOptions } from '../api-options.ts';
import { caseArgument, classArgument, holdArgument } from '../case-argument.ts';
import { readListedIdentities } from '../identities-file.ts';
import { print } from '../print.ts';
import { refused } from '../refused.ts';

const OneCase = z.object({ case: CaseView });

interface HoldOptions extends ApiCommandOptions {
  readonly case?: string;
  readonly identities?: string;
  readonly class?: readonly { readonly system?: string; readonly class: string }[];
}

const ID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const NOTES = `
The id of a hold is written into the audit trail: a file number, never a name. A file with identities is as for privacy
request; a tag is made of each with your own right to use the tag key (kms:GenerateMac), and only tags leave this machine.
It may name identities that privacy.yaml lists, and no others: cases know nobody by those, and nothing would be kept.

Examples:
  npx belltower privacy hold 2026-C-118 --case ${ID} --class invoices
  npx belltower privacy hold 2026-C-118 --identities person.json`;

/** `belltower privacy hold|release` */
export function registerHolds(privacy: Command): void {
  whose(withApiOptions(privacy.command('hold'), '{ id, placed }'))
    .description('data of a person must stay: nothing of it is erased from now on')
    .argument('<id>', 'a name for it', holdArgument)
    .addOption(
      new Option('--class <[SYSTEM:]CLASS>', 'only this; may be given again (default: everything)').argParser(
        classArgument,
      ),
    )
    .addHelpText('after', NOTES)
    .action(hold);
  whose(withApiOptions(privacy.command('release'), '{ id, released }'))
    .description('release a hold: what it stopped goes on where it was')
    .argument('<id>', 'the hold', holdArgument)
    .addHelpText(
      'after',
      `\nExits with 1 where there is no such hold.\n\nExample:\n  npx belltower privacy release 2026-C-118 --case ${ID}`,
    )
    .action(release);
}

function whose<C extends Command>(command: C): C {
  return command
    .addOption(
      new Option('--case <ID>', 'of the person of this case').argParser(caseArgument).conflicts('identities'),
    )
    .option('--identities <FILE>', 'or of the person who is known by this');
}

interface Call {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: object;
}

async function hold(id: string, options: HoldOptions, command: Command): Promise<void> {
  const { class: classes, case: of, json } = options;
  const wish = classes === undefined ? {} : { classes };
  const calls: Call[] =
    of === undefined
      ? (await tagsOf(options, command)).map((tag) => ({ method: 'PUT', path: onTag(tag, id), body: wish }))
      : [{ method: 'POST', path: `/v1/privacy/cases/${of}/holds`, body: { id, ...wish } }];
  await send(id, calls, options);
  print(json, { id, placed: true }, () => `${id} is placed: what it holds is not erased`);
}

async function release(id: string, options: HoldOptions, command: Command): Promise<void> {
  const { case: of, json } = options;
  const tags = of === undefined ? await tagsOf(options, command) : await tagsOfCase(of, options);
  const calls = tags.map((tag): Call => ({ method: 'DELETE', path: onTag(tag, id) }));
  await send(id, calls, options);
  print(json, { id, released: true }, () => `${id} is released: what it stopped goes on`);
}

function onTag(tag: string, id: string): string {
  return `/v1/privacy/subjects/${tag}/holds/${id}`;
}

async function tagsOf({ identities, ...options }: HoldOptions, command: Command) {
  if (identities === undefined)
    command.error("whose it is, is missing; wanted: option '--case <ID>' or '--identities <FILE>'");
  const known = await readListedIdentities(identities, options.config);
  const { PersonTags } = await import('../aws/person-tags.ts');
  const tags = await PersonTags.open(options);
  return tags.of(known);
}

async function tagsOfCase(id: string, { json, ...options }: HoldOptions): Promise<readonly string[]> {
  const { openApi } = await import('../aws/incident-api.ts');
  const api = await openApi(options);
  try {
    return (await api.get(`/v1/privacy/cases/${id}`, OneCase)).case.subjects;
  } catch (error) {
    throw refused(error, id, json, [404]);
  }
}

/** All of them; what is not there at one tag of a person may be at another. */
async function send(id: string, calls: readonly Call[], { json, ...options }: HoldOptions): Promise<void> {
  const { openApi } = await import('../aws/incident-api.ts');
  const api = await openApi(options);
  const missing: unknown[] = [];
  for (const { method, path, body } of calls) {
    try {
      await api.send(method, path, body);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) throw refused(error, id, json);
      missing.push(error);
    }
  }
  if (missing.length === calls.length) throw refused(missing[0], id, json, [404]);
}
