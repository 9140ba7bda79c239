import type { Command } from 'commander';
import { formatFaults, readConfig } from '../../shared/config/read-config.ts';
import type { Config } from '../../shared/config/schema.ts';
import { withConfigOption } from '../config-option.ts';
import { print } from '../print.ts';
import { thisMinute } from '../this-minute.ts';
import { UsageFault } from '../usage-fault.ts';

interface CheckOptions {
  readonly config: string;
  readonly json?: boolean;
}

/** `belltower config …` */
export function registerConfig(program: Command): void {
  const config = program.command('config').description('the configuration folder');
  withConfigOption(config.command('check'))
    .description('check every file of the configuration, and list every fault')
    .option('--json', 'print { ok, faults, warnings } as JSON')
    .addHelpText('after', '\nExample:\n  npx belltower config check --config config/acme')
    .action(check);
}

function check({ config: dir, json }: CheckOptions): void {
  const read = readConfig(dir, thisMinute());
  if (json === true) {
    print(
      true,
      read.ok
        ? { ok: true, faults: [], warnings: read.warnings }
        : { ok: false, faults: read.faults, warnings: [] },
      () => '',
    );
    if (!read.ok) throw new UsageFault('');
    return;
  }
  if (!read.ok) throw new UsageFault(formatFaults(read.faults));
  process.stderr.write(formatFaults(read.warnings).replaceAll(/^(?=.)/gm, 'warning: '));
  print(false, undefined, () => `${dir} is valid: ${summary(read.config)}`);
}

function summary(config: Config): string {
  const { name, teams, people, accounts } = config.organization;
  const who = `${name}, ${count(teams, 'team')}, ${count(people, 'person', 'people')}, ${count(accounts, 'account')}`;
  return [who, ...domains(config)].join('; ');
}

/** What is in each section; of those that are absent only paging is named. */
function domains({ paging, cost, tags, logs, privacy }: Config): string[] {
  return [
    paging === undefined
      ? 'paging is off'
      : `paging: ${count(paging.schedules, 'schedule')}, ${count(paging.ladders, 'ladder')}, ${count(paging.routes, 'route')}`,
    ...(cost === undefined
      ? []
      : [
          `cost: ${count(cost.budgets, 'budget')}, ${count(cost.units, 'unit')}, ${count(cost.overrides, 'override')}, ${count(cost.planned, 'planned event')}`,
        ]),
    ...(tags === undefined
      ? []
      : [`tags: ${count(tags.required, 'required tag')}, ${count(tags.exempt, 'exemption')}`]),
    ...(logs === undefined
      ? []
      : [`logs: ${count(Object.keys(logs.levels), 'level')}, ${count(logs.rules, 'rule')}`]),
    ...(privacy === undefined
      ? []
      : [
          `privacy: ${count(privacy.systems, 'system')}, ${count(privacy.identities, 'identity', 'identities')}`,
        ]),
  ];
}

function count(list: readonly unknown[], one: string, more = `${one}s`): string {
  return `${list.length} ${list.length === 1 ? one : more}`;
}
