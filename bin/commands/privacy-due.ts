import { type Command, Option } from 'commander';
import type { Instant } from '../../shared/kernel/instant.ts';
import { dayOf, dayText, wallClockAt } from '../../shared/kernel/wall-clock.ts';
import { dueDate, firstLatePause, reminders } from '../../shared/privacy/due-date.ts';
import { Jurisdiction } from '../../shared/privacy/jurisdictions.ts';
import {
  dayArgument,
  type Moment,
  momentArgument,
  type PauseArgument,
  pauseArgument,
} from '../moment-argument.ts';
import { print } from '../print.ts';
import { dueWords } from '../privacy-words.ts';

interface DueOptions {
  readonly jurisdiction: Jurisdiction;
  readonly pause: readonly PauseArgument[];
  readonly holiday: readonly string[];
  readonly extended?: boolean;
  readonly json?: boolean;
}

const NOTES = `
Counts calendar months. For a day it says days; for an instant instants in UTC, by the calendar of the offset it is
written with: 2026-01-31T00:30+02:00 is the 31st. Reminders come 21, 23 and 28 days after receipt, not counting pauses.
A pause that begins on the day the request is due still counts; one that begins later is refused.
Public holidays and weekends count only in uk and eu-working-days.

Examples:
  npx belltower privacy due 2026-01-31
  npx belltower privacy due 2026-01-31 --pause 2026-02-03..2026-02-07 --extended --json`;

const REMIND_AT = ['21d', '23d', '28d'];

/** `belltower privacy due` */
export function registerDue(privacy: Command): void {
  const each =
    <T>(read: (text: string) => T) =>
    (text: string, all: readonly T[]): readonly T[] => [...all, read(text)];
  privacy
    .command('due')
    .description('by when a request must be answered')
    .argument('<received>', 'the day or instant of receipt', momentArgument)
    .addOption(new Option('--jurisdiction <NAME>', 'whose law').choices(Jurisdiction.options).default('eu'))
    .addOption(
      new Option('--pause <from..to>', 'the clock stood still; may be given again')
        .argParser(each(pauseArgument))
        .default([], 'none'),
    )
    .addOption(
      new Option('--holiday <DAY>', 'a public holiday; may be given again')
        .argParser(each(dayArgument))
        .default([], 'none'),
    )
    .option('--extended', 'the period was extended, which gives two months more')
    .option('--json', 'print { due, reminders } as JSON')
    .addHelpText('after', NOTES)
    .action(due);
}

function due(received: Moment, options: DueOptions, command: Command): void {
  const { jurisdiction, pause: pauses, holiday, extended = false, json } = options;
  const early = pauses.find(({ from }) => from < received.at);
  if (early !== undefined) refusePause(command, early, 'a pause that begins at receipt or later');
  const clock = { received: received.at, pauses, extended };
  const { timeZone } = received;
  const calendar = { jurisdiction, timeZone, holidays: [...holiday], remindAt: REMIND_AT };
  const at = dueDate(clock, calendar);
  const late = firstLatePause(clock, calendar);
  const after = late && pauses.find(({ from }) => from >= late.from);
  if (after !== undefined)
    refusePause(
      command,
      after,
      `a pause that begins on the day it is due, ${dayThere(at, timeZone)}, or before`,
    );
  const found = { due: at, reminders: reminders(clock, calendar) };
  const asDays = received.isDay && [found.due, ...found.reminders].every(isMidnight);
  const answer = {
    due: written(found.due, asDays),
    reminders: found.reminders.map((one) => written(one, asDays)),
  };
  print(json, answer, () => dueWords(answer, written(received.at, asDays), jurisdiction, found.due));
}

function refusePause(command: Command, { text }: PauseArgument, wanted: string): never {
  return command.error(`error: option '--pause <from..to>' argument '${text}' is invalid. wanted: ${wanted}`);
}

function dayThere(at: Instant, timeZone: string): string {
  return dayText(dayOf(wallClockAt(at, timeZone)));
}

function isMidnight(at: Instant): boolean {
  return at.endsWith('T00:00:00.000Z');
}

function written(at: Instant, asDay: boolean): string {
  return asDay ? at.slice(0, 'yyyy-mm-dd'.length) : at;
}
