import type { Command } from 'commander';
import { type Instant, instant } from '../../shared/kernel/instant.ts';
import type { Finding } from '../../shared/paging/reach-check.ts';
import { judgeReach } from '../../shared/paging/reach-checks.ts';
import { strayKeys } from '../../shared/privacy/stray-keys.ts';
import { type AwsOptions, regionOf, withAwsOptions } from '../aws-options.ts';
import { loadConfig, loadPagingConfig } from '../config-option.ts';
import { doctorReport, tally } from '../doctor-words.ts';
import { print } from '../print.ts';
import { Refusal } from '../refusal.ts';
import { strayKeysFinding, strayKeysUnknown } from '../stray-key-words.ts';

interface Options extends AwsOptions {
  readonly failOnFindings?: boolean;
  readonly json?: boolean;
}

const MORE = `
Looks at what pages depend on and no deployment can settle: whether people are reachable, schedules whole for the next
30 days with the overrides that are set, SMS and e-mail out of their sandboxes and within their limits, and quotas of the
account. Where there is a data map, also whether a key of a person was left behind that nothing names. Nothing is changed. What your credentials may not look at
is unknown, and the rest is checked all the same. A deployed stack does the same once a day and raises an alert for
what fails.
Exits with 1 when a check fails; with --fail-on-findings also for a warning.

Example:
  npx belltower doctor --config config/acme`;

/** `belltower doctor` */
export function registerDoctor(program: Command): void {
  withAwsOptions(program.command('doctor'))
    .description('whether pages can reach people: run it after every deployment')
    .option('--fail-on-findings', 'exit with 1 also for a warning')
    .option('--json', 'print { at, findings: [{ check, about, state, seen, advice }] } as JSON')
    .addHelpText('after', MORE)
    .action(doctor);
}

async function doctor({ json, failOnFindings = false, ...options }: Options): Promise<void> {
  const config = loadPagingConfig(options.config);
  const at = instant(Date.now());
  const { readReach } = await import('../aws/reach.ts');
  const facts = await readReach(options, config, at, progress);
  const findings = [...judgeReach(facts, config, at), ...(await ofKeys(options, at))];
  print(json, { at, findings }, () => doctorReport(findings));
  const { fail, warn } = tally(findings);
  if (fail > 0 || (failOnFindings && warn > 0))
    throw new Refusal(`belltower doctor: ${fail} failed, ${warn} to be warned of`);
}

/** Of the keys of persons, where there is a data map. */
async function ofKeys(options: AwsOptions, at: Instant): Promise<Finding[]> {
  if (loadConfig(options.config).privacy === undefined) return [];
  const { readTaggedKeys } = await import('../aws/tagged-keys.ts');
  try {
    return [strayKeysFinding(strayKeys(await readTaggedKeys(regionOf(options)), at))];
  } catch (error) {
    return [strayKeysUnknown(error instanceof Error ? error.name : 'unknown')];
  }
}

/** On a terminal, says on stderr how far it is, and wipes that out at the end. */
function progress(done: number, all: number): void {
  const { stderr } = process;
  if (!stderr.isTTY) return;
  stderr.write(done < all ? `\rlooked up ${done} of ${all}` : '\r\u001b[K');
}
