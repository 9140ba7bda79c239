import { type Command, Option } from 'commander';
import { elapsed, epochMs, type Instant, nearestInstant } from '../../shared/kernel/instant.ts';
import { gapsIn, shifts } from '../../shared/paging/shifts.ts';
import { loadPagingConfig, withConfigOption } from '../config-option.ts';
import { instantArgument } from '../instant-argument.ts';
import { knownSchedule } from '../known-schedule.ts';
import { overridesOption, readOverridesFile } from '../overrides-file.ts';
import { print } from '../print.ts';
import { gapTable, shiftTable } from '../schedule-words.ts';
import { thisMinute } from '../this-minute.ts';

interface ShiftsOptions {
  readonly config: string;
  readonly from?: Instant;
  readonly to?: Instant;
  readonly gaps?: boolean;
  readonly overrides?: string;
  readonly json?: boolean;
}

const DAY_MS = 86_400_000;
const MOST_DAYS = 3660;

/** `belltower paging shifts` */
export function registerShifts(paging: Command): void {
  withConfigOption(paging.command('shifts'))
    .description('who is on call from when to when, or when nobody is')
    .argument('<schedule>', 'the schedule')
    .addOption(new Option('--from <ISO>', 'from this instant (default: now)').argParser(instantArgument))
    .addOption(new Option('--to <ISO>', 'to this one (default: 14 days later)').argParser(instantArgument))
    .option('--gaps', 'only when nobody is on call')
    .addOption(overridesOption())
    .option('--json', 'print [{ start, end, person, source }], or [{ start, end }], as JSON in UTC')
    .addHelpText(
      'after',
      '\nExample:\n  npx belltower paging shifts payments-primary --from 2026-03-01T00:00Z --to 2026-04-01T00:00Z',
    )
    .action(printShifts);
}

function printShifts(id: string, options: ShiftsOptions, command: Command): void {
  const { from = thisMinute(), json, gaps = false } = options;
  const to = options.to ?? nearestInstant(epochMs(from) + 14 * DAY_MS);
  if (elapsed(from, to) <= 0 || elapsed(from, to) > MOST_DAYS * DAY_MS)
    command.error(
      `option '--to <ISO>' argument '${to}' is invalid; wanted: an instant after --from ${from}, by ${MOST_DAYS} days at most`,
    );
  const config = loadPagingConfig(options.config);
  const schedule = knownSchedule(config, id, command);
  const found = shifts(schedule, readOverridesFile(options.overrides, config), from, to);
  const empty = gapsIn(found, from, to);
  if (gaps) print(json, empty, () => gapTable(schedule, empty));
  else print(json, found, () => `${shiftTable(schedule, found, config)}${hint(empty.length)}`);
}

function hint(gaps: number): string {
  return gaps === 0 ? '' : `\n${gaps === 1 ? 'There is 1 gap' : `There are ${gaps} gaps`}: see --gaps`;
}
