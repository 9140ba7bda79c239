import { type Command, Option } from 'commander';
import { type Instant, instant } from '../../shared/kernel/instant.ts';
import { judgeEvent } from '../../shared/tags/judge-event.ts';
import { compilePolicy } from '../../shared/tags/policy.ts';
import { recordsIn } from '../../shared/tags/read-cloudtrail.ts';
import { loadTagsConfig, withConfigOption } from '../config-option.ts';
import { instantArgument } from '../instant-argument.ts';
import { readJsonFile } from '../json-file.ts';
import { print } from '../print.ts';
import { Refusal } from '../refusal.ts';
import { judgementWords } from '../tag-words.ts';
import { UsageFault } from '../usage-fault.ts';

interface CheckOptions {
  readonly config: string;
  readonly at?: Instant;
  readonly failOnFindings?: boolean;
  readonly json?: boolean;
}

const WANTED =
  'an event of EventBridge, a record of CloudTrail, or { "Records": [ … ] }, such as config/example/events/run-instances.json';

const NOTES = `
A what-if: needs no AWS and changes nothing. Judged are the tags in the event; the actions are what would put them
right, see docs/tags.md.

Examples:
  npx belltower tags check config/example/events/run-instances.json
  aws cloudtrail lookup-events … | jq '{Records: [.Events[].CloudTrailEvent | fromjson]}' | npx belltower tags check - --json`;

/** `belltower tags check` */
export function registerTagsCheck(tags: Command): void {
  withConfigOption(tags.command('check'))
    .description('the verdict for what an event of CloudTrail created')
    .argument('<event.json>', 'the event; - for stdin')
    .addOption(
      new Option('--at <ISO>', 'exemptions as at this instant (default: now)').argParser(instantArgument),
    )
    .option('--fail-on-findings', 'exit 1 if a resource violates the policy or cannot be made out')
    .option('--json', 'print [{ arn, type, action, reason, creator, tags, missing, … }] as JSON')
    .addHelpText('after', NOTES)
    .action(run);
}

async function run(file: string, options: CheckOptions): Promise<void> {
  const config = loadTagsConfig(options.config);
  const { where, content } = await readJsonFile(file, WANTED);
  const records = recordsIn(JSON.parse(content));
  if (records === undefined) throw new UsageFault(`${where}: not an event of CloudTrail; wanted: ${WANTED}`);
  const now = options.at ?? instant(Date.now());
  const policy = compilePolicy(config);
  const judgements = records.flatMap((record) => judgeEvent(record, policy, now));
  print(options.json, judgements, () => judgementWords(judgements, config));
  const found = judgements.filter(
    ({ verdict, action }) => verdict === 'violation' || action === 'unresolved',
  );
  if (options.failOnFindings === true && found.length > 0)
    throw new Refusal(
      `belltower tags check: ${found.length} of ${judgements.length} violate the policy or cannot be made out`,
    );
}
