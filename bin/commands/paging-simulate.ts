import { type Command, Option } from 'commander';
import { inventory } from '../../shared/kernel/config-check.ts';
import { type Instant, instant } from '../../shared/kernel/instant.ts';
import type { Integration, PagingConfig } from '../../shared/paging/config.ts';
import { Severity } from '../../shared/paging/events.ts';
import { EVERY_METHOD } from '../../shared/paging/notify-rules.ts';
import { type Question, simulate } from '../../shared/paging/simulate.ts';
import { readAlertFile } from '../alert-file.ts';
import { loadPagingConfig, withConfigOption } from '../config-option.ts';
import { durationArgument, stepArgument } from '../duration-argument.ts';
import { instantArgument } from '../instant-argument.ts';
import { print } from '../print.ts';
import { Refusal } from '../refusal.ts';
import { headline, simulationStory } from '../simulation-words.ts';
import { sweep } from '../sweep-alert.ts';

interface SimulateOptions {
  readonly config: string;
  readonly at?: Instant;
  readonly for?: number;
  readonly severity?: Severity;
  readonly unreachable?: string;
  readonly integration?: string;
  readonly from?: Instant;
  readonly to?: Instant;
  readonly every?: number;
  readonly failOnFindings?: boolean;
  readonly json?: boolean;
}

/** The heading in help of the options that ask about many moments. */
const MANY = 'Many moments at once:';

const NOTES = `
The alert is what the webhook takes, or a whole SNS notification, EventBridge event or CloudWatch alarm message. No
incident is open, and every contact method counts as verified unless --unreachable says otherwise. With --from and --to,
only those moments are printed at which the first rung reaches nobody.

Examples:
  npx belltower paging simulate config/example/alerts/payments-errors.json --at 2026-11-21T03:00:00Z
  npx belltower paging simulate config/example/alerts/payments-errors.json --unreachable alice,bob:sms --severity SEV1
  npx belltower paging simulate config/example/alerts/payments-errors.json --from 2026-12-24T00:00Z --to 2027-01-02T00:00Z --every 1h --fail-on-findings`;

/** `belltower paging simulate` */
export function registerSimulate(paging: Command): void {
  const iso = (flags: string, text: string) => new Option(flags, text).argParser(instantArgument);
  withConfigOption(paging.command('simulate'))
    .description('who would be paged, by what and when, if nobody acts; and why')
    .argument('<alert.json>', 'file with the alert; - reads stdin')
    .addOption(
      iso('--at <ISO>', 'if the alert came at this instant (default: now)').conflicts(['from', 'to']),
    )
    .addOption(
      new Option('--for <DURATION>', 'how far to look ahead (default: 24h)').argParser(durationArgument),
    )
    .addOption(
      new Option('--severity <SEVERITY>', 'as if the alert said so; a route may overrule it').choices(
        Severity.options,
      ),
    )
    .option('--unreachable <PEOPLE>', 'who cannot be reached: alice,bob, or by one method only: alice:sms')
    .option('--integration <ID>', 'which integration sends the alert, for its source and labels')
    .addOption(iso('--from <ISO>', 'from this instant …').helpGroup(MANY))
    .addOption(iso('--to <ISO>', '… to this one').helpGroup(MANY))
    .addOption(
      new Option('--every <DURATION>', 'so far apart (default: 1h)').argParser(stepArgument).helpGroup(MANY),
    )
    .addOption(new Option('--fail-on-findings', 'exit 1 if any is found').helpGroup(MANY))
    .option('--json', 'print the simulation, or { instants, findings, … }, as JSON')
    .addHelpText('after', NOTES)
    .action(run);
}

async function run(file: string, options: SimulateOptions, command: Command): Promise<void> {
  const { from, to, every, failOnFindings, json } = options;
  const config = loadPagingConfig(options.config);
  const question = {
    config,
    unreachable: unreachableOf(options.unreachable, config, command),
    severity: options.severity,
    ...(options.for === undefined ? {} : { lookAheadMs: options.for }),
  };
  const integration = integrationOf(options.integration, config, command);
  if (from !== undefined && to !== undefined) {
    const alert = await readAlertFile(file, from, config, integration);
    return sweep(alert, question, { from, to, everyMs: every, failOnFindings, json }, command);
  }
  if (from !== undefined || to !== undefined || every !== undefined || failOnFindings === true)
    command.error(
      "options '--every <DURATION>' and '--fail-on-findings' need both '--from <ISO>' and '--to <ISO>', which need each other",
    );
  const at = options.at ?? instant(Date.now());
  const alert = await readAlertFile(file, at, config, integration);
  answer(simulate(alert, { ...question, at }), question, json);
}

function answer(
  simulation: ReturnType<typeof simulate>,
  { config }: Pick<Question, 'config'>,
  json: boolean | undefined,
): void {
  print(json, simulation, () => simulationStory(simulation, config));
  if (simulation.kind !== 'simulated') return;
  const lost = simulation.incidents.filter(({ verdict }) => verdict === 'nobody-reached');
  const [first] = lost;
  const reached = simulation.incidents.some(({ verdict }) => verdict === 'somebody-reached');
  if (first !== undefined && !reached)
    throw new Refusal(
      `belltower paging simulate: nobody would be reached: ${headline(first)}: ${first.endsWith}`,
    );
}

/** `alice,bob:sms` as a set, whose members are people or single methods of theirs. */
function unreachableOf(
  text: string | undefined,
  config: PagingConfig,
  command: Command,
): ReadonlySet<string> {
  const known = new Set(config.organization.people.map(({ id }) => id));
  const methods = EVERY_METHOD.map(({ method }) => method);
  const named = (text ?? '').split(',').map((item) => item.trim());
  for (const item of text === undefined ? [] : named) {
    const [person = '', ...method] = item.split(':');
    if (!known.has(person))
      command.error(
        `option '--unreachable <PEOPLE>': there is no person "${person}"; ${inventory('person', known)}`,
      );
    if (method.length > 0 && !methods.some((one) => one === method.join(':')))
      command.error(
        `option '--unreachable <PEOPLE>': there is no method "${method.join(':')}"; allowed: ${methods.join(', ')}`,
      );
  }
  return new Set(named);
}

function integrationOf(
  id: string | undefined,
  { paging: { integrations } }: PagingConfig,
  command: Command,
): Integration | undefined {
  if (id === undefined) return undefined;
  const known = new Set(integrations.map((one) => one.id));
  return (
    integrations.find((one) => one.id === id) ??
    command.error(
      `option '--integration <ID>': there is no integration "${id}"; ${inventory('integration', known)}`,
    )
  );
}
