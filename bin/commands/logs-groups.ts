import { type Command, InvalidArgumentError, Option } from 'commander';
import { GroupKey, GroupState } from '../../shared/logs/group-memory.ts';
import { Answered, type ShownGroup, ShownGroups } from '../../shared/logs/logs-api.ts';
import { type ApiCommandOptions, withApiOptions } from '../api-options.ts';
import { answeredWords, groupTable } from '../log-group-words.ts';
import { print } from '../print.ts';
import { Refusal } from '../refusal.ts';

interface ListOptions extends ApiCommandOptions {
  readonly state: GroupState;
}

const ANSWER_NOTES = `
The last word holds until the group is shortened. Exits with 1 when one of them is not announced.

Example:
  npx belltower logs`;

/** `belltower logs list|approve|veto` */
export function registerLogsGroups(logs: Command): void {
  withApiOptions(logs.command('list'), '[{ account, region, name, state, plan, announced, was }]')
    .description('log groups about which something is open, through the API')
    .addOption(new Option('--state <STATE>', 'which').choices(GroupState.options).default('announced'))
    .addHelpText(
      'after',
      '\nExamples:\n  npx belltower logs list\n  npx belltower logs list --state contested',
    )
    .action(list);
  for (const [answer, description] of [
    ['approve', 'agree that announced log groups are shortened once their time has come'],
    ['veto', 'have announced log groups keep what they have'],
  ] as const) {
    withApiOptions(logs.command(answer), '[{ account, region, name, ok, code }]')
      .description(description)
      .argument('<account>', 'the id of the account', partArgument('account'))
      .argument('<region>', 'the region', partArgument('region'))
      .argument('<groups...>', 'exact names of log groups, at most 50', groupArgument)
      .addHelpText('after', `${ANSWER_NOTES} ${answer} 111122223333 eu-west-1 /app/web /app/batch`)
      .action((account: string, region: string, names: readonly string[], options: ApiCommandOptions) =>
        say(
          answer,
          names.map((name) => ({ account, region, name })),
          options,
        ),
      );
  }
}

function partArgument(part: 'account' | 'region'): (text: string) => string {
  return (text) => {
    const parsed = GroupKey.shape[part].safeParse(text);
    if (parsed.success) return parsed.data;
    throw new InvalidArgumentError(`wanted: ${parsed.error.issues[0]?.message ?? part}`);
  };
}

function groupArgument(text: string, before: readonly string[] | undefined): readonly string[] {
  const parsed = GroupKey.shape.name.safeParse(text);
  if (parsed.success) return [...(before ?? []), parsed.data];
  throw new InvalidArgumentError(`wanted: ${parsed.error.issues[0]?.message ?? 'a name'}`);
}

async function list({ json, state, ...options }: ListOptions): Promise<void> {
  const { openApi } = await import('../aws/incident-api.ts');
  const api = await openApi(options);
  const groups: ShownGroup[] = [];
  let cursor: string | undefined;
  do {
    const after: string = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await api.get(`/v1/logs/groups?state=${state}&limit=100${after}`, ShownGroups);
    groups.push(...page.groups);
    cursor = page.cursor;
  } while (cursor !== undefined);
  print(json, groups, () => groupTable(groups, state));
}

async function say(
  answer: 'approve' | 'veto',
  groups: readonly GroupKey[],
  { json, ...options }: ApiCommandOptions,
): Promise<void> {
  const { openApi } = await import('../aws/incident-api.ts');
  const api = await openApi(options);
  const answered = await api.post(`/v1/logs/groups/${answer}`, { groups }, Answered);
  print(json, answered.groups, () => answeredWords(answered));
  const refusals = answered.groups.filter(({ ok }) => !ok);
  if (refusals.length > 0)
    throw new Refusal(
      `belltower logs ${answer}: ${refusals.length} of ${groups.length} could not be answered`,
    );
}
