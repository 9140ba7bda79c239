import { type Command, Option } from 'commander';
import { inventory } from '../../shared/kernel/config-check.ts';
import { type Instant, instant } from '../../shared/kernel/instant.ts';
import { participantAt, zoneOf } from '../../shared/paging/rotation.ts';
import { withoutParticipant } from '../../shared/paging/without-participant.ts';
import { loadPagingConfig, withConfigOption } from '../config-option.ts';
import { instantArgument } from '../instant-argument.ts';
import { knownSchedule } from '../known-schedule.ts';
import { print } from '../print.ts';
import { Refusal } from '../refusal.ts';

interface WithoutOptions {
  readonly config: string;
  readonly at?: Instant;
  readonly json?: boolean;
}

/** `belltower paging without` */
export function registerWithout(paging: Command): void {
  withConfigOption(paging.command('without'))
    .description('what to write to take somebody off a schedule and keep who is on call now')
    .argument('<schedule>', 'the schedule')
    .argument('<person>', 'who leaves it')
    .addOption(new Option('--at <ISO>', 'as of this instant (default: now)').argParser(instantArgument))
    .option('--json', 'print [{ layer, participants, onCall }] as JSON')
    .addHelpText('after', '\nExample:\n  npx belltower paging without payments-primary bob')
    .action(printWithout);
}

function printWithout(id: string, person: string, options: WithoutOptions, command: Command): void {
  const { at = instant(Date.now()), json } = options;
  const schedule = knownSchedule(loadPagingConfig(options.config), id, command);
  const layers = schedule.layers.filter(({ participants }) => participants.includes(person));
  if (layers.length === 0) {
    const known = new Set(schedule.layers.flatMap(({ participants }) => participants));
    command.error(`argument person: "${person}" is not in "${id}"; ${inventory('person', known)}`);
  }
  const changed = layers.map((layer) => {
    const zone = zoneOf(layer, schedule);
    const participants = withoutParticipant(layer, zone, person, at);
    if (participants.length === 0)
      throw new Refusal(`nobody but ${person} is in layer "${layer.id}" of "${id}": add somebody first`);
    const onCall = participantAt({ ...layer, participants: [...participants] }, zone, at);
    return { layer: layer.id, participants, onCall };
  });
  print(json, changed, () =>
    [
      `In ${id}, write:`,
      ...changed.map(
        ({ layer, participants, onCall }) =>
          `  layer ${layer}: participants: [${participants.join(', ')}]   # it is the turn of ${onCall}`,
      ),
    ].join('\n'),
  );
}
