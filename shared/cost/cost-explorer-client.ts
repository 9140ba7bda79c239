import {
  CostExplorerClient,
  type Expression,
  GetCostAndUsageCommand,
  type GetCostAndUsageCommandInput,
  type GetCostAndUsageCommandOutput,
  type GroupDefinition,
  type ResultByTime,
} from '@aws-sdk/client-cost-explorer';
import { addDays } from '../kernel/day.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import { toAppError } from '../runtime/error-table.ts';
import type { CostSection } from './config.ts';
import type { AnsweredDay, CostAnswer, CostGroup, CostQuestion, CostRow, CostSource } from './cost-source.ts';
import { refusalOf } from './refusal.ts';

/** It takes its time for large answers, and slows callers down to some requests a second. */
export const EXPLORER_PATIENCE = { attempts: 4, attemptMs: 20_000, waitMs: 5_000 } as const;

/** More pages than any bill has that is read this way: a token that goes round in circles ends here. */
const MOST_PAGES = 200;

const DIMENSIONS: Readonly<Record<Exclude<CostGroup, 'team'>, string>> = {
  service: 'SERVICE',
  account: 'LINKED_ACCOUNT',
  region: 'REGION',
  usageType: 'USAGE_TYPE',
  recordType: 'RECORD_TYPE',
};

/** Cost Explorer, wherever in the partition it is: its endpoint and the region of its signature come from the SDK. */
export function explorerClient(): CostExplorerClient {
  return logCalls(new CostExplorerClient(clientOptions(EXPLORER_PATIENCE)));
}

/** Reads the bill by `GetCostAndUsage`, days of UTC, every page. */
export class CostExplorer implements CostSource {
  readonly #client: CostExplorerClient;
  readonly #config: Pick<CostSection, 'metric' | 'teamTag'>;

  constructor(client: CostExplorerClient, config: Pick<CostSection, 'metric' | 'teamTag'>) {
    this.#client = client;
    this.#config = config;
  }

  async read(
    { window, groupBy, withoutRecordTypes = [] }: CostQuestion,
    paid: () => void,
  ): Promise<CostAnswer> {
    const input: GetCostAndUsageCommandInput = {
      TimePeriod: { Start: window.from, End: addDays(window.to, 1) },
      Granularity: 'DAILY',
      Metrics: [this.#config.metric],
      ...(groupBy.length === 0 ? {} : { GroupBy: groupBy.map((group) => this.#definition(group)) }),
      ...(withoutRecordTypes.length === 0 ? {} : { Filter: without(withoutRecordTypes) }),
    };
    const days: AnsweredDay[] = [];
    let fullPage: number | undefined;
    let token: string | undefined;
    let pages = 0;
    do {
      const page = await this.#send(token === undefined ? input : { ...input, NextPageToken: token });
      paid();
      pages++;
      const read = (page.ResultsByTime ?? []).map((result) => this.#day(result));
      days.push(...read);
      token = page.NextPageToken === '' ? undefined : page.NextPageToken;
      if (token !== undefined) fullPage = read.reduce((sum, { rows }) => sum + rows.length, 0);
      if (pages === MOST_PAGES && token !== undefined)
        throw new Error(`an answer of Cost Explorer has more than ${MOST_PAGES} pages`);
    } while (token !== undefined);
    return { days, fullPage };
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

  #day({ TimePeriod, Estimated, Groups = [], Total }: ResultByTime): AnsweredDay {
    const { metric, teamTag } = this.#config;
    const tag = `${teamTag}$`; // Cost Explorer writes the value of a tag as `team$payments`
    const rows = Groups.map(({ Keys = [], Metrics }) =>
      row(
        Keys.map((key) => (key.startsWith(tag) ? key.slice(tag.length) : key)),
        Metrics?.[metric],
      ),
    );
    const whole = Total?.[metric];
    return {
      day: TimePeriod?.Start ?? '',
      estimated: Estimated === true,
      rows: whole === undefined ? rows : [row([], whole), ...rows],
    };
  }
}

function row(
  keys: readonly string[],
  value: { readonly Amount?: string | undefined; readonly Unit?: string | undefined } | undefined,
): CostRow {
  return { keys, amount: value?.Amount ?? '', currency: value?.Unit ?? '' };
}

function without(Values: readonly string[]): Expression {
  return { Not: { Dimensions: { Key: 'RECORD_TYPE', Values: [...Values] } } };
}
