import { type Command, Option } from 'commander';
import { type Instant, instant } from '../../shared/kernel/instant.ts';
import { onCallAt } from '../../shared/paging/on-call.ts';
import { loadPagingConfig, withConfigOption } from '../config-option.ts';
import { instantArgument } from '../instant-argument.ts';
import { knownSchedule } from '../known-schedule.ts';
import { overridesOption, readOverridesFile } from '../overrides-file.ts';
import { print } from '../print.ts';
import { onCallWords } from '../schedule-words.ts';
import { registerCalendar } from './paging-calendar.ts';
import { registerOverrides } from './paging-overrides.ts';
import { registerShifts } from './paging-shifts.ts';
import { registerSimulate } from './paging-simulate.ts';
import { registerWithout } from './paging-without.ts';

interface OncallOptions {
  readonly config: string;
  readonly at?: Instant;
  readonly overrides?: string;
  readonly json?: boolean;
}

/** `belltower paging …` */
export function registerPaging(program: Command): void {
  const paging = program.command('paging').description('who is on call, and who would be paged');
  withConfigOption(paging.command('oncall'))
    .description('who is on call, by schedule')
    .argument('[schedule]', 'only this schedule')
    .addOption(new Option('--at <ISO>', 'at this instant (default: now)').argParser(instantArgument))
    .addOption(overridesOption())
    .option('--json', 'print [{ schedule, people: [{ person, source }] }] as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  npx belltower paging oncall payments-primary --at 2026-11-21T03:00:00Z',
    )
    .action(oncall);
  registerShifts(paging);
  registerOverrides(paging);
  registerCalendar(paging);
  registerSimulate(paging);
  registerWithout(paging);
}

function oncall(id: string | undefined, options: OncallOptions, command: Command): void {
  const { at = instant(Date.now()), json } = options;
  const config = loadPagingConfig(options.config);
  const schedules = id === undefined ? config.paging.schedules : [knownSchedule(config, id, command)];
  const overrides = readOverridesFile(options.overrides, config);
  const onCall = schedules.map((schedule) => ({
    schedule: schedule.id,
    people: onCallAt(schedule, at, overrides),
  }));
  print(json, onCall, () => onCallWords(onCall, config, at));
}
