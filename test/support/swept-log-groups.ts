import {
  type CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { LogsConfig } from '../../shared/logs/config.ts';
import { LogGroupStore } from '../../shared/logs/log-group-store.ts';
import { PAGE_SIZE, RetentionClient } from '../../shared/logs/retention-client.ts';
import { type EnteredCell, makeEnterCell, makeSweepLogPage } from '../../shared/logs/sweep-log-page.ts';
import { makeTreatGroup } from '../../shared/logs/treat-group.ts';
import { UnknownExpression } from './dynamo-expressions.ts';
import { asClient } from './memory-dynamo.ts';
import type { PlayedCell } from './played-cell.ts';
import type { PlayedDomain, PlayedRound } from './played-sweep.ts';
import { SILENT } from './stored-incidents.ts';

/** What all groups should keep by the default level, and what those keep that are wrong. */
const RIGHT = 30;
const WRONG = 7;
const CREATED = Date.parse('2024-01-01T00:00:00Z');

const config = LogsConfig.parse({
  organization: { name: 'acme', home: { region: 'eu-west-1' } },
  logs: { apply: true },
});

/** The sweep of log groups: its own pages, client and store, over groups that keep too little where they are wrong. */
export const sweepLogGroups: PlayedDomain = ({ at, cell, ask, database, now }) => {
  const store = new LogGroupStore(database, { groups: 'groups', audit: 'audit' });
  const treat = makeTreatGroup({ store, telemetry: SILENT, config, now });
  let entered: EnteredCell | undefined;
  return async (inside, cursor) => {
    const places = { enter: async () => new RetentionClient(played(inside, ask), cell) };
    entered ??= await makeEnterCell({ places, store })(cell);
    const sweepPage = makeSweepLogPage({ places, store, treat, telemetry: SILENT, now });
    const { next, counts } = await sweepPage(entered, { at, ...cell, cursor });
    return { next, counts: { ...counts, looked: counts['groups'] ?? 0 } };
  };
};

/** CloudWatch Logs over the things of a cell, which are called by their place: `/app/12`. */
function played(inside: PlayedCell, ask: PlayedRound['ask']): CloudWatchLogsClient {
  return asClient((command) => {
    if (command instanceof DescribeLogGroupsCommand) {
      const from = Number(command.input.nextToken ?? '0');
      return ask('read', 'DescribeLogGroups', (moment) => {
        const page = inside.read(moment, from, PAGE_SIZE);
        const logGroups = Array.from({ length: page.looked }, (_, n) => ({
          logGroupName: `/app/${from + n}`,
          logGroupArn: `arn:aws:logs:eu-west-1:111111111111:log-group:/app/${from + n}`,
          creationTime: CREATED,
          storedBytes: 1000,
          retentionInDays: page.wrong.includes(from + n) ? WRONG : RIGHT,
        }));
        return { logGroups, ...(page.more ? { nextToken: String(from + PAGE_SIZE) } : {}) };
      });
    }
    if (command instanceof ListTagsForResourceCommand)
      return ask('read', 'ListTagsForResource', (moment) => {
        inside.look(moment);
        return { tags: {} };
      });
    if (command instanceof PutRetentionPolicyCommand) {
      const { logGroupName = '', retentionInDays } = command.input;
      if (retentionInDays !== RIGHT) throw new Error(`${logGroupName} is to keep ${retentionInDays} days`);
      return ask('write', 'PutRetentionPolicy', (moment) =>
        inside.write(moment, Number(logGroupName.slice(5))),
      );
    }
    throw new UnknownExpression(`command: ${command?.constructor.name}`);
  });
}
