import { type Command, Option } from 'commander';
import { type Instant, instant } from '../../shared/kernel/instant.ts';
import { units } from '../../shared/kernel/money.ts';
import { groupsIn } from '../../shared/logs/described-groups.ts';
import { planRetention, type RetentionPlan } from '../../shared/logs/plan-retention.ts';
import { loadLogsConfig, withConfigOption } from '../config-option.ts';
import { instantArgument } from '../instant-argument.ts';
import { readJsonFile } from '../json-file.ts';
import { planWords } from '../log-words.ts';
import { print } from '../print.ts';
import { Refusal } from '../refusal.ts';
import { UsageFault } from '../usage-fault.ts';

interface PlanOptions {
  readonly config: string;
  readonly at?: Instant;
  readonly failOnFindings?: boolean;
  readonly json?: boolean;
}

const WANTED =
  'a page of DescribeLogGroups, { "logGroups": [ … ] }, or a list of pages or groups, such as config/example/log-groups.json';

const NOTES = `
A what-if: needs no AWS and changes nothing. A group may have its "tags" as a map. Savings are of storage, see
docs/logs.md. Exits 0, 1 for findings where --fail-on-findings is given, 2 for what cannot be read.

Examples:
  npx belltower logs plan config/example/log-groups.json
  aws logs describe-log-groups | npx belltower logs plan - --json`;

/** `belltower logs plan` */
export function registerLogsPlan(logs: Command): void {
  withConfigOption(logs.command('plan'))
    .description('what the sweep would do to log groups, why, and what it saves')
    .argument('<log-groups.json>', 'what DescribeLogGroups answered; - for stdin')
    .addOption(new Option('--at <ISO>', 'as at this instant (default: now)').argParser(instantArgument))
    .option('--fail-on-findings', 'exit 1 if any group is to be changed')
    .option('--json', 'print [{ name, currentDays, targetDays, action, rules, … }] as JSON')
    .addHelpText('after', NOTES)
    .action(run);
}

async function run(file: string, options: PlanOptions): Promise<void> {
  const config = loadLogsConfig(options.config);
  const { where, content } = await readJsonFile(file, WANTED);
  const read = groupsIn(JSON.parse(content));
  if ('fault' in read) throw new UsageFault(`${where}: ${read.fault}; wanted: ${WANTED}`);
  const now = options.at ?? instant(Date.now());
  const plans = read.groups.map((group) => planRetention(group, config, now));
  print(options.json, plans.map(row), () => planWords(plans, config));
  const found = plans.filter(({ action }) => action !== 'keep' && action !== 'skip');
  if (options.failOnFindings === true && found.length > 0)
    throw new Refusal(`belltower logs plan: ${found.length} of ${plans.length} log groups are to be changed`);
}

function row({ name, currentDays, targetDays, action, rules, reason, savings }: RetentionPlan) {
  return { name, currentDays, targetDays, action, rules, reason, monthlySavingUsd: units(savings.monthly) };
}
