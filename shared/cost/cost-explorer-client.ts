import {
  CostExplorerClient,
  type Dimension,
  type Expression,
  GetCostAndUsageCommand,
  type GetCostAndUsageCommandInput,
  type GetCostAndUsageCommandOutput,
  type GroupDefinition,
  MatchOption,
  type MetricValue,
  type ResultByTime,
} from '@aws-sdk/client-cost-explorer';
import { addDays } from '../kernel/day.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import { toAppError } from '../runtime/error-table.ts';
import type { CostSection } from './config.ts';
import { type CostQuestions, costQuestions } from './cost-questions.ts';
import type { AnsweredDay, CostAnswer, CostGroup, CostQuestion, CostRow, CostSource } from './cost-source.ts';
import { refusalOf } from './refusal.ts';

/** It takes its time for large answers, and slows callers down to some requests a second. */
export const EXPLORER_PATIENCE = { attempts: 4, attemptMs: 20_000, waitMs: 5_000 } as const;
/** A message is held up by what is asked for it. */
const MESSAGE_PATIENCE = { attempts: 2, attemptMs: 20_000, waitMs: 2_000 } as const;

/** More pages than any bill has that is read this way: a token that goes round in circles ends here. */
const MOST_PAGES = 200;

const DIMENSIONS: Readonly<Record<Exclude<CostGroup, 'team'>, Dimension>> = {
  service: 'SERVICE',
  account: 'LINKED_ACCOUNT',
  region: 'REGION',
  usageType: 'USAGE_TYPE',
  recordType: 'RECORD_TYPE',
};

const USAGE = 'UsageQuantity';
const GROUPS = ['service', 'account', 'region', 'usageType', 'recordType', 'team'] as const;

/** Cost Explorer, wherever in the partition it is: its endpoint and the region of its signature come from the SDK. */
export function explorerClient(
  patience: typeof EXPLORER_PATIENCE | typeof MESSAGE_PATIENCE = EXPLORER_PATIENCE,
): CostExplorerClient {
  return logCalls(new CostExplorerClient(clientOptions(patience)));
}

/** Cost Explorer, asked about findings while their messages wait. */
export function findingQuestions(
  config: Pick<CostSection, 'metric' | 'teamTag' | 'teamAliases'>,
): CostQuestions {
  return costQuestions(new CostExplorer(explorerClient(MESSAGE_PATIENCE), config), config);
}

/** Reads the bill by `GetCostAndUsage`, days of UTC. */
export class CostExplorer implements CostSource {
  readonly #client: CostExplorerClient;
  readonly #config: Pick<CostSection, 'metric' | 'teamTag'>;

  constructor(client: CostExplorerClient, config: Pick<CostSection, 'metric' | 'teamTag'>) {
    this.#client = client;
    this.#config = config;
  }

  async read(question: CostQuestion, paid: () => void): Promise<CostAnswer> {
    const { window, groupBy, mostPages = Number.POSITIVE_INFINITY } = question;
    const Filter = this.#filter(question);
    const input: GetCostAndUsageCommandInput = {
      TimePeriod: { Start: window.from, End: addDays(window.to, 1) },
      Granularity: 'DAILY',
      Metrics: [this.#config.metric, ...(question.withUsage === true ? [USAGE] : [])],
      ...(groupBy.length === 0 ? {} : { GroupBy: groupBy.map((group) => this.#definition(group)) }),
      ...(Filter === undefined ? {} : { Filter }),
    };
    const days: AnsweredDay[] = [];
    const accountNames = new Map<string, string>();
    let fullPage: number | undefined;
    let token: string | undefined;
    let pages = 0;
    do {
      const page = await this.#send(token === undefined ? input : { ...input, NextPageToken: token });
      paid();
      pages++;
      const read = (page.ResultsByTime ?? []).map((result) => this.#day(result));
      days.push(...read);
      for (const { Value = '', Attributes } of page.DimensionValueAttributes ?? []) {
        const name = Attributes?.['description'];
        if (name !== undefined) accountNames.set(Value, name);
      }
      token = page.NextPageToken === '' ? undefined : page.NextPageToken;
      if (token !== undefined) fullPage = read.reduce((sum, { rows }) => sum + rows.length, 0);
      if (pages === MOST_PAGES && token !== undefined)
        throw new Error(`an answer of Cost Explorer has more than ${MOST_PAGES} pages`);
    } while (token !== undefined && pages < mostPages);
    return { days, accountNames, fullPage };
  }

  async #send(input: GetCostAndUsageCommandInput): Promise<GetCostAndUsageCommandOutput> {
    try {
      return await this.#client.send(new GetCostAndUsageCommand(input));
    } catch (error) {
      throw (error instanceof Error && refusalOf(error.name, error.message, error)) || toAppError(error);
    }
  }

  #definition(group: CostGroup): GroupDefinition {
    if (group === 'team') return { Type: 'TAG', Key: this.#config.teamTag };
    return { Type: 'DIMENSION', Key: DIMENSIONS[group] };
  }

  #filter({ withoutRecordTypes = [], only = {} }: CostQuestion): Expression | undefined {
    const parts = [
      ...(withoutRecordTypes.length > 0 ? [{ Not: this.#among('recordType', withoutRecordTypes) }] : []),
      ...GROUPS.flatMap((group) => {
        const values = only[group];
        return values === undefined ? [] : [this.#among(group, values)];
      }),
    ];
    return parts.length > 1 ? { And: parts } : parts[0];
  }

  #among(group: CostGroup, values: readonly string[]): Expression {
    if (group !== 'team') return { Dimensions: { Key: DIMENSIONS[group], Values: [...values] } };
    const Key = this.#config.teamTag;
    const named = values.filter((value) => value !== '');
    const parts: Expression[] = [
      ...(named.length > 0 ? [{ Tags: { Key, Values: named } }] : []),
      ...(named.length < values.length ? [{ Tags: { Key, MatchOptions: [MatchOption.ABSENT] } }] : []),
    ];
    const [part = {}] = parts;
    return parts.length > 1 ? { Or: parts } : part;
  }

  #day({ TimePeriod, Estimated, Groups = [], Total = {} }: ResultByTime): AnsweredDay {
    const tag = `${this.#config.teamTag}$`; // Cost Explorer writes the value of a tag as `team$payments`
    const rows = Groups.map(({ Keys = [], Metrics = {} }) =>
      this.#row(
        Keys.map((key) => (key.startsWith(tag) ? key.slice(tag.length) : key)),
        Metrics,
      ),
    );
    const isWhole = Total[this.#config.metric] !== undefined;
    return {
      day: TimePeriod?.Start ?? '',
      estimated: Estimated === true,
      rows: isWhole ? [this.#row([], Total), ...rows] : rows,
    };
  }

  #row(keys: readonly string[], metrics: Readonly<Record<string, MetricValue>>): CostRow {
    const cost = metrics[this.#config.metric];
    const usage = metrics[USAGE]?.Amount;
    return {
      keys,
      amount: cost?.Amount ?? '',
      currency: cost?.Unit ?? '',
      ...(usage === undefined ? {} : { usage }),
    };
  }
}
