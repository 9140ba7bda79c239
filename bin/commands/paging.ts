import { type Command, Option } from 'commander';
import { inventory } from '../../shared/kernel/config-check.ts';
import { type Instant, instant } from '../../shared/kernel/instant.ts';
import type { PagingConfig } from '../../shared/paging/config.ts';
import { onCallAt } from '../../shared/paging/on-call.ts';
import { loadPagingConfig, withConfigOption } from '../config-option.ts';
import { instantArgument } from '../instant-argument.ts';
import { print } from '../print.ts';
import { UsageFault } from '../usage-fault.ts';

interface OncallOptions {
  readonly config: string;
  readonly at?: Instant;
  readonly json?: boolean;
}

/** `belltower paging …` */
export function registerPaging(program: Command): void {
  const paging = program.command('paging').description('who is on call, and who would be paged');
  withConfigOption(paging.command('oncall'))
    .description('who is on call, by schedule')
    .argument('[schedule]', 'only this schedule')
    .addOption(new Option('--at <ISO>', 'at this instant (default: now)').argParser(instantArgument))
    .option('--json', 'print [{ schedule, people: [{ person, source }] }] as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  npx belltower paging oncall payments-primary --at 2026-11-21T03:00:00Z',
    )
    .action(oncall);
}

function oncall(
  schedule: string | undefined,
  { config: dir, at = instant(Date.now()), json }: OncallOptions,
): void {
  const config = loadPagingConfig(dir);
  const schedules = schedulesOf(config, schedule);
  const onCall = schedules.map((one) => ({ schedule: one.id, people: onCallAt(one, at) }));
  print(json, onCall, () => table(onCall, config, at));
}

function schedulesOf(
  { paging: { schedules } }: PagingConfig,
  only: string | undefined,
): PagingConfig['paging']['schedules'] {
  const found = only === undefined ? schedules : schedules.filter(({ id }) => id === only);
  if (only === undefined || found.length > 0) return found;
  const known = new Set(schedules.map(({ id }) => id));
  throw new UsageFault(
    `belltower paging oncall: argument schedule: there is no schedule "${only}"; ${inventory('schedule', known)}`,
  );
}

type OnCallBySchedule = readonly {
  readonly schedule: string;
  readonly people: ReturnType<typeof onCallAt>;
}[];

function table(onCall: OnCallBySchedule, { organization }: PagingConfig, at: Instant): string {
  const width = Math.max(...onCall.map(({ schedule }) => schedule.length), 0);
  const nameOf = (id: string) => organization.people.find((person) => person.id === id)?.name ?? id;
  const lines = onCall.map(({ schedule, people }) => {
    const who = people.map(({ person, source }) => `${nameOf(person)} (${person}, by ${source})`).join(', ');
    return `${schedule.padEnd(width)}  ${who === '' ? 'nobody' : who}`;
  });
  return [`On call at ${at}:`, ...(lines.length === 0 ? ['no schedule is configured'] : lines)].join('\n');
}
