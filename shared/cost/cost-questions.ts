import type { Day } from '../kernel/day.ts';
import { type Micros, microsOf } from '../kernel/money.ts';
import type { CostSection } from './config.ts';
import type { CostQuestion, CostSource } from './cost-source.ts';
import type { CauseKind } from './explanation.ts';
import { type SeriesKey, UNTAGGED } from './series.ts';

/** One question to Cost Explorer: usage costs, day by day, of one series, taken apart by one thing. */
export interface CauseQuestion {
  readonly series: SeriesKey;
  readonly by: CauseKind;
  readonly from: Day;
  /** The last day, included. */
  readonly to: Day;
  /** Whether the amounts used are wanted too. */
  readonly quantity: boolean;
}

/** What one group cost on one day. */
export interface CauseRow {
  readonly day: Day;
  /** The service, usage type, account id, region or team; empty where Cost Explorer knows none. */
  readonly group: string;
  readonly micros: Micros;
  /** In the group's own unit; absent where it was not asked for. */
  readonly quantity?: number | undefined;
}

export interface CauseAnswer {
  readonly rows: readonly CauseRow[];
  /** Whether there was no further page. Only the first is read, since each costs a request. */
  readonly complete: boolean;
}

/** Asks Cost Explorer. Each question is one request, which AWS charges $0.01 for. @throws AppError */
export interface CostQuestions {
  ask(question: CauseQuestion): Promise<CauseAnswer>;
}

/** What was changed in an account, by the names of the API calls, most recent first; never who did it. */
export interface RecentChanges {
  /** Undefined where nobody can say. */
  find(series: SeriesKey, from: Day, to: Day): Promise<readonly string[] | undefined>;
}

/** Usage is asked for: charges by the calendar or a contract are in no baseline. By their names in Cost Explorer. */
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

/** The bill, asked about findings: one request a question, and no further page of an answer. */
export function costQuestions(
  source: CostSource,
  { teamAliases }: Pick<CostSection, 'teamAliases'>,
): CostQuestions {
  return {
    async ask({ series, by, from, to, quantity }) {
      const question: CostQuestion = {
        window: { from, to },
        groupBy: [by],
        withoutRecordTypes: NOT_USAGE,
        only: onlyOf(series, teamAliases),
        withUsage: quantity,
        mostPages: 1,
      };
      const { days, fullPage } = await source.read(question, () => undefined);
      const rows = days.flatMap(({ day, rows: groups }) =>
        groups.map(({ keys: [name = ''], amount, usage }) => ({
          day,
          group: by === 'team' ? (teamAliases[name] ?? name) : name,
          micros: microsOf(amount === '' ? '0' : amount),
          ...(quantity ? { quantity: Number(usage ?? 0) } : {}),
        })),
      );
      return { rows, complete: fullPage === undefined };
    },
  };
}

/** A series as the bill is filtered by it: a team by all values of its tag. */
function onlyOf(
  { service, usageType, account, region, team }: SeriesKey,
  aliases: CostSection['teamAliases'],
): Required<CostQuestion>['only'] {
  const old = Object.keys(aliases).filter((alias) => aliases[alias] === team);
  return {
    ...(service === undefined ? {} : { service: [service] }),
    ...(usageType === undefined ? {} : { usageType: [usageType] }),
    ...(account === undefined ? {} : { account: [account] }),
    ...(region === undefined ? {} : { region: [region] }),
    ...(team === undefined ? {} : { team: team === UNTAGGED ? [''] : [team, ...old] }),
  };
}
