import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import { ExtensionReason } from '../../shared/privacy/case-change-api.ts';
import { CaseView } from '../../shared/privacy/case-view.ts';
import { type ApiCommandOptions, withApiOptions } from '../api-options.ts';
import { caseArgument, evidenceArgument, systemArgument } from '../case-argument.ts';
import { caseLine } from '../case-words.ts';
import { print } from '../print.ts';
import { refused } from '../refused.ts';

const OneCase = z.object({ case: CaseView });
const ID = '0f8fad5b-d9cb-469f-a165-70867728950e';

type Options = ApiCommandOptions & {
  readonly evidence?: string;
  readonly reason?: string;
  readonly count?: number;
};

/** `belltower privacy verify-person|withdraw|extend|reopen|confirm` */
export function registerCaseChanges(privacy: Command): void {
  change(privacy, 'verify-person', 'what came of finding out who asks', 'asked')
    .addArgument(
      new Argument('<outcome>', 'asked: the clock stands still; failed: the third time closes').choices([
        'asked',
        'verified',
        'failed',
      ]),
    )
    .addOption(new Option('--evidence <POINTER>', 'where it is shown').argParser(evidenceArgument))
    .action((id: string, outcome: string, { evidence, ...options }: Options) =>
      send(id, 'verification', { outcome, ...(evidence === undefined ? {} : { evidence }) }, options),
    );
  change(privacy, 'withdraw', 'the person thinks better of it, before the grace is over').action(
    (id: string, options: Options) => send(id, 'withdraw', {}, options),
  );
  change(privacy, 'extend', 'two further months, before the first is over', '--reason complexity')
    .addOption(
      new Option('--reason <REASON>', 'why, by Article 12(3) GDPR; the person must be told (needed)').choices(
        ExtensionReason.options,
      ),
    )
    .action((id: string, { reason, ...options }: Options, command: Command) => {
      if (reason === undefined)
        command.error(
          `option '--reason <REASON>' is missing; wanted: ${ExtensionReason.options.join(' or ')}`,
        );
      return send(id, 'extension', { reason }, options);
    });
  change(privacy, 'reopen', 'a system that failed has been seen to: its work is done over', 'crm')
    .argument('<system>', 'the system', systemArgument)
    .action((id: string, system: string, options: Options) =>
      send(id, `steps/${system}/reopen`, {}, options),
    );
  change(
    privacy,
    'confirm',
    'a manual system: what a person has done there, or found',
    'archive done --count 3',
  )
    .argument('<system>', 'the system', systemArgument)
    .addArgument(
      new Argument('<answer>', 'done or none: erased; then empty or residue: looked again').choices([
        'done',
        'none',
        'empty',
        'residue',
      ]),
    )
    .addOption(
      new Option('--count <N>', 'how many records (needed for done and residue)').argParser(countArgument),
    )
    .action(
      (id: string, system: string, answer: string, { count, ...options }: Options, command: Command) => {
        const counts = answer === 'done' || answer === 'residue';
        if (counts && count === undefined)
          command.error("option '--count <N>' is missing; wanted: how many records");
        return send(id, `steps/${system}/confirm`, { answer, ...(counts ? { count } : {}) }, options);
      },
    );
}

function change(privacy: Command, name: string, description: string, more = ''): Command {
  return withApiOptions(privacy.command(name), '{ case }')
    .description(description)
    .argument('<case>', 'the case', caseArgument)
    .addHelpText(
      'after',
      `\nExits with 1 when the case does not allow it as it stands.\n\nExample:\n  npx belltower privacy ${name} ${ID} ${more}`.trimEnd(),
    );
}

function countArgument(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('wanted: a whole number');
}

async function send(id: string, what: string, body: object, { json, ...options }: Options): Promise<void> {
  const { openApi } = await import('../aws/incident-api.ts');
  const api = await openApi(options);
  try {
    const changed = await api.post(`/v1/privacy/cases/${id}/${what}`, body, OneCase);
    print(json, changed, () => caseLine(changed.case));
  } catch (error) {
    throw refused(error, id, json, [404, 409]);
  }
}
