import { type Command, Option } from 'commander';
import * as z from 'zod';
import { CaseView } from '../../shared/privacy/case-view.ts';
import { type ApiCommandOptions, withApiOptions } from '../api-options.ts';
import { evidenceArgument } from '../case-argument.ts';
import { caseLine } from '../case-words.ts';
import { readIdentities } from '../identities-file.ts';
import { print } from '../print.ts';

const Opened = z.object({ attached: z.boolean(), case: CaseView });

interface RequestOptions extends ApiCommandOptions {
  readonly identities?: string;
  readonly evidence?: string;
}

const NOTES = `
The file says what the person is known by, as JSON: {"email": ["…"], "userId": ["…"]}. It is a file, or - for stdin, since
what stands on a command line is kept in the history of shells. With --evidence the request counts as verified, and goes
on by itself after the grace; without, the case waits for privacy verify-person.

Example:
  npx belltower privacy request --identities person.json --evidence ticket:4711`;

/** `belltower privacy request` */
export function registerRequest(privacy: Command): void {
  withApiOptions(privacy.command('request'), '{ attached, case }')
    .description('a person wants to be erased: opens a case')
    .option('--identities <FILE>', 'what the person is known by (needed)')
    .addOption(
      new Option('--evidence <POINTER>', 'where it is shown that it is they').argParser(evidenceArgument),
    )
    .addHelpText('after', NOTES)
    .action(request);
}

async function request(
  { identities: file, evidence, json, ...options }: RequestOptions,
  command: Command,
): Promise<void> {
  if (file === undefined)
    command.error("option '--identities <FILE>' is missing; wanted: a JSON file, or - for stdin");
  const identities = await readIdentities(file);
  const { openApi } = await import('../aws/incident-api.ts');
  const api = await openApi(options);
  const body = { type: 'erasure', identities, ...(evidence === undefined ? {} : { evidence }) };
  const opened = await api.post('/v1/privacy/requests', body, Opened);
  print(json, opened, () =>
    opened.attached
      ? `the same request is being worked on: ${caseLine(opened.case)}`
      : `opened ${caseLine(opened.case)}`,
  );
}
