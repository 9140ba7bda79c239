import { type Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import { Slug } from '../../shared/kernel/ids.ts';
import { Instant, instant } from '../../shared/kernel/instant.ts';
import { Override } from '../../shared/paging/override.ts';
import { type ApiCommandOptions, withApiOptions } from '../api-options.ts';
import { instantArgument } from '../instant-argument.ts';
import { overrideStory, overrideTable } from '../override-words.ts';
import { print } from '../print.ts';
import { refused } from '../refused.ts';
import { slugArgument } from '../slug-argument.ts';

const Overrides = z.object({ overrides: z.array(Override) });
const Changed = z.object({
  override: Override,
  gaps: z.array(z.object({ start: Instant, end: Instant })),
});

interface SetOptions extends ApiCommandOptions {
  readonly start?: Instant;
  readonly end?: Instant;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

const NOTES = `
With --add alone they are on call besides; with --remove alone nobody stands in; with both, the ones stand in for the
others while those would be on call. Gaps are named. Exits with 1 when another override names one of them for some of
this time, or somebody else changes this one at the same moment.

Examples:
  npx belltower paging overrides set payments-primary dentist --start 2026-11-24T08:00Z --end 2026-11-24T12:00Z --add bob --remove alice
  npx belltower paging overrides set payments-primary launch --end 2026-11-24T20:00Z --add carol,frank`;

/** `belltower paging overrides …` */
export function registerOverrides(paging: Command): void {
  const overrides = paging
    .command('overrides')
    .description('changes of who is on call for a time, through the API');
  withApiOptions(overrides.command('list'), '[{ id, schedule, start, end, add, remove }]')
    .description('those to come, and those of the last 35 days')
    .argument('<schedule>', 'the schedule', slugArgument)
    .addHelpText(
      'after',
      '\nWhat --json prints is what --overrides FILE of other commands takes.\n\nExample:\n  npx belltower paging overrides list payments-primary --json > overrides.json',
    )
    .action(list);
  withApiOptions(overrides.command('set'), '{ override, gaps }')
    .description('set an override, or set it anew')
    .argument('<schedule>', 'the schedule', slugArgument)
    .argument('<id>', 'a name for it', slugArgument)
    .addOption(new Option('--start <ISO>', 'from this instant (default: now)').argParser(instantArgument))
    .addOption(
      new Option('--end <ISO>', 'to this one (needed), a year later at most').argParser(instantArgument),
    )
    .addOption(new Option('--add <PEOPLE>', 'who is put on call: bob,carol').argParser(peopleArgument))
    .addOption(new Option('--remove <PEOPLE>', 'who is taken off: alice').argParser(peopleArgument))
    .addHelpText('after', NOTES)
    .action(set);
  withApiOptions(overrides.command('remove'), '{ override, gaps }')
    .description('take an override away')
    .argument('<schedule>', 'the schedule', slugArgument)
    .argument('<id>', 'the override', slugArgument)
    .addHelpText('after', '\nExample:\n  npx belltower paging overrides remove payments-primary dentist')
    .action(remove);
}

function peopleArgument(text: string): readonly string[] {
  const people = text.split(',').map((person) => person.trim());
  if (people.every((person) => Slug.safeParse(person).success)) return people;
  throw new InvalidArgumentError('wanted: ids of people such as alice or alice,bob');
}

async function list(schedule: string, { json, ...options }: ApiCommandOptions): Promise<void> {
  const { openApi } = await import('../aws/incident-api.ts');
  const api = await openApi(options);
  const { overrides } = await api.get(`/v1/schedules/${schedule}/overrides`, Overrides);
  print(json, overrides, () => overrideTable(schedule, overrides));
}

async function set(
  schedule: string,
  id: string,
  { start, end, add = [], remove = [], ...options }: SetOptions,
  command: Command,
): Promise<void> {
  if (end === undefined)
    command.error("option '--end <ISO>' is missing; wanted: an instant such as 2026-11-21T03:00:00Z");
  if (add.length + remove.length === 0)
    command.error("nobody is named; wanted: option '--add <PEOPLE>', '--remove <PEOPLE>' or both");
  const body = { start: start ?? instant(Date.now()), end, add, remove };
  await change('set', 'PUT', schedule, id, options, body);
}

async function remove(schedule: string, id: string, options: ApiCommandOptions): Promise<void> {
  await change('removed', 'DELETE', schedule, id, options);
}

async function change(
  done: 'set' | 'removed',
  method: 'PUT' | 'DELETE',
  schedule: string,
  id: string,
  { json, ...options }: ApiCommandOptions,
  body?: object,
): Promise<void> {
  const { openApi } = await import('../aws/incident-api.ts');
  const api = await openApi(options);
  try {
    const answer = await api.send(method, `/v1/schedules/${schedule}/overrides/${id}`, body);
    const changed = Changed.parse(answer);
    print(json, changed, () => overrideStory(done, changed.override, changed.gaps));
  } catch (error) {
    throw refused(error, id, json);
  }
}
