import { type Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import { type Instant, instant } from '../../shared/kernel/instant.ts';
import { MatcherText } from '../../shared/paging/matcher.ts';
import { Silence } from '../../shared/paging/silence.ts';
import { type ApiCommandOptions, withApiOptions } from '../api-options.ts';
import { stepArgument } from '../duration-argument.ts';
import { instantArgument } from '../instant-argument.ts';
import { print } from '../print.ts';
import { refused } from '../refused.ts';
import { silenceStory, silenceTable } from '../silence-words.ts';
import { slugArgument } from '../slug-argument.ts';

const Silences = z.object({ silences: z.array(Silence) });
const OneSilence = z.object({ silence: Silence });

interface SetOptions extends ApiCommandOptions {
  readonly start?: Instant;
  readonly end?: Instant;
  readonly for?: number;
  readonly why?: string;
}

const NOTES = `
Every matcher must hold: service=payments, env!=prod, title=~".*disk.*". An alert inside is recorded and pages nobody;
what still fires when the silence ends pages then. Incidents that are open already go on. At most 30 days.

Examples:
  npx belltower silences set db-upgrade service=payments --for 2h --why "database upgrade"
  npx belltower silences set night-batch service=etl severity=SEV3 --start 2026-11-24T22:00Z --end 2026-11-25T04:00Z --why "monthly batch"`;

/** `belltower silences …` */
export function registerSilences(program: Command): void {
  const silences = program
    .command('silences')
    .description('alerts that are to page nobody for a while, through the API');
  withApiOptions(silences.command('list'), '[{ id, match, start, end, by, why }]')
    .description('those to come, in force, and ended within a week')
    .addHelpText('after', '\nExample:\n  npx belltower silences list')
    .action(list);
  withApiOptions(silences.command('set'), '{ silence }')
    .description('keep alerts quiet, or change a silence')
    .argument('<id>', 'a name for it', slugArgument)
    .argument('<matchers...>', 'what it covers', matcherArgument)
    .addOption(new Option('--start <ISO>', 'from this instant (default: now)').argParser(instantArgument))
    .addOption(new Option('--end <ISO>', 'to this one').argParser(instantArgument))
    .addOption(new Option('--for <DURATION>', 'or for so long').argParser(stepArgument).conflicts('end'))
    .option('--why <TEXT>', 'what for (needed)')
    .addHelpText('after', NOTES)
    .action(set);
  withApiOptions(silences.command('end'), '{ silence }')
    .description('end a silence now; what still fires pages at once')
    .argument('<id>', 'the silence', slugArgument)
    .addHelpText('after', '\nExample:\n  npx belltower silences end db-upgrade')
    .action(end);
}

function matcherArgument(text: string, before: readonly string[] | undefined): readonly string[] {
  if (MatcherText.safeParse(text).success) return [...(before ?? []), text];
  throw new InvalidArgumentError('wanted: a matcher such as service=payments with =, !=, =~ or !~');
}

async function list({ json, ...options }: ApiCommandOptions): Promise<void> {
  const { openApi } = await import('../aws/incident-api.ts');
  const api = await openApi(options);
  const { silences } = await api.get('/v1/silences', Silences);
  print(json, silences, () => silenceTable(silences, instant(Date.now())));
}

async function set(
  id: string,
  match: readonly string[],
  { start, end: until, for: ms, why, ...options }: SetOptions,
  command: Command,
): Promise<void> {
  const from = start ?? instant(Date.now());
  const to = until ?? (ms === undefined ? undefined : instant(Date.parse(from) + ms));
  if (to === undefined)
    command.error("when it ends is missing; wanted: option '--for <DURATION>' or '--end <ISO>'");
  if (why === undefined || why.trim() === '')
    command.error("option '--why <TEXT>' is missing; wanted: what the silence is for");
  await change('PUT', id, options, { match, ...(start === undefined ? {} : { start }), end: to, why });
}

async function end(id: string, options: ApiCommandOptions): Promise<void> {
  await change('DELETE', id, options);
}

async function change(
  method: 'PUT' | 'DELETE',
  id: string,
  { json, ...options }: ApiCommandOptions,
  body?: object,
): Promise<void> {
  const { openApi } = await import('../aws/incident-api.ts');
  const api = await openApi(options);
  try {
    const answer = OneSilence.parse(await api.send(method, `/v1/silences/${id}`, body));
    print(json, answer, () => silenceStory(answer.silence, method === 'DELETE'));
  } catch (error) {
    throw refused(error, id, json, [404, 409]);
  }
}
