import {
  CostExplorerClient,
  type Expression,
  GetCostAndUsageCommand,
  type GroupDefinition,
} from '@aws-sdk/client-cost-explorer';
import { addDays } from '../kernel/day.ts';
import { microsOf } from '../kernel/money.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import { toAppError } from '../runtime/error-table.ts';
import type { CostSection } from './config.ts';
import type { CauseQuestion, CostQuestions } from './cost-questions.ts';
import type { CauseKind } from './explanation.ts';
import type { SeriesKey } from './series.ts';

const DIMENSION = {
  service: 'SERVICE',
  usageType: 'USAGE_TYPE',
  account: 'LINKED_ACCOUNT',
  region: 'REGION',
} as const;

/** Charges by the calendar or a contract, which no baseline holds. */
const NOT_USAGE = [
  'Credit',
  'Refund',
  'Tax',
  'Support',
  'RIFee',
  'Recurring',
  'SavingsPlanRecurringFee',
  'SavingsPlanUpfrontFee',
  'Upfront',
  'Fee',
  'OtherOutOfCycleCharges',
];

/** What a series of costs without the tag is called. */
const UNTAGGED = '(untagged)';

/** Large answers take it their time. */
const PATIENCE = { attempts: 2, attemptMs: 20_000, waitMs: 2_000 } as const;

/** Cost Explorer, asked about findings: one request a question, and no further page of an answer. */
export function costQuestions(
  { metric, teamTag, teamAliases }: Pick<CostSection, 'metric' | 'teamTag' | 'teamAliases'>,
  client = logCalls(new CostExplorerClient(clientOptions(PATIENCE))),
): CostQuestions {
  return {
    async ask({ series, by, from, to, quantity }: CauseQuestion) {
      const metrics = quantity ? [metric, 'UsageQuantity'] : [metric];
      const command = new GetCostAndUsageCommand({
        TimePeriod: { Start: from, End: addDays(to, 1) },
        Granularity: 'DAILY',
        Metrics: metrics,
        GroupBy: [groupOf(by, teamTag)],
        Filter: filterOf(series, teamTag, teamAliases),
      });
      const { ResultsByTime = [], NextPageToken } = await client.send(command).catch((thrown: unknown) => {
        throw toAppError(thrown);
      });
      const rows = ResultsByTime.flatMap(({ TimePeriod, Groups = [] }) =>
        Groups.map(({ Keys = [], Metrics = {} }) => ({
          day: TimePeriod?.Start ?? from,
          group: nameOf(by, Keys[0] ?? '', teamTag, teamAliases),
          micros: microsOf(Metrics[metric]?.Amount ?? '0'),
          ...(quantity ? { quantity: Number(Metrics['UsageQuantity']?.Amount ?? 0) } : {}),
        })),
      );
      return { rows, complete: NextPageToken === undefined };
    },
  };
}

function groupOf(by: CauseKind, teamTag: string): GroupDefinition {
  return by === 'team' ? { Type: 'TAG', Key: teamTag } : { Type: 'DIMENSION', Key: DIMENSION[by] };
}

/** Tags come as `team$payments`, and as `team$` where there is none. */
function nameOf(by: CauseKind, key: string, teamTag: string, aliases: CostSection['teamAliases']): string {
  if (by !== 'team') return key;
  const value = key.startsWith(`${teamTag}$`) ? key.slice(teamTag.length + 1) : key;
  return aliases[value] ?? value;
}

function filterOf(series: SeriesKey, teamTag: string, aliases: CostSection['teamAliases']): Expression {
  const { team, ...dimensions } = series;
  const parts: Expression[] = [
    { Not: { Dimensions: { Key: 'RECORD_TYPE', Values: NOT_USAGE } } },
    ...(['service', 'usageType', 'account', 'region'] as const).flatMap((by) => {
      const value = dimensions[by];
      return value === undefined ? [] : [{ Dimensions: { Key: DIMENSION[by], Values: [value] } }];
    }),
  ];
  if (team === UNTAGGED) parts.push({ Tags: { Key: teamTag, MatchOptions: ['ABSENT'] } });
  else if (team !== undefined) {
    const also = Object.keys(aliases).filter((alias) => aliases[alias] === team);
    parts.push({ Tags: { Key: teamTag, Values: [team, ...also] } });
  }
  const [only, another] = parts;
  return another === undefined && only !== undefined ? only : { And: parts };
}
