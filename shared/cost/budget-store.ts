import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Day } from '../kernel/day.ts';
import { auditedPut, type Occasion } from '../platform/audit-store.ts';
import { decode, transact } from '../runtime/dynamo.ts';
import { BudgetRecord } from './budget-notice.ts';

/** Remembers, by budget and period, what was told. Every write is conditional, and audited with it. */
export class BudgetStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #audit: string;

  constructor(client: DynamoDBDocumentClient, tables: { readonly costs: string; readonly audit: string }) {
    this.#client = client;
    this.#table = tables.costs;
    this.#audit = tables.audit;
  }

  /** Undefined where nothing was told in the period that begins on this day. */
  async read(budget: string, period: Day): Promise<BudgetRecord | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keyOf({ budget, period }), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : decode(BudgetRecord, Item, 'record of a budget');
  }

  /** Writes a record over what was read. @throws AppError `conflict` when it changed since */
  async write(
    before: BudgetRecord | undefined,
    after: BudgetRecord,
    action: 'claim' | 'settle',
    occasion: Occasion,
  ): Promise<void> {
    const told = after.notice ?? before?.notice;
    const forecast = told?.forecast === true ? ['forecast'] : [];
    const write = { table: this.#table, Item: { ...keyOf(after), ...after }, before, after };
    const what = {
      action: `budget.${action}`,
      target: `budget:${after.budget}/${after.period}`,
      reason: [...(told?.thresholds ?? []).map((percent) => `${percent}%`), ...forecast].join(','),
    };
    await transact(this.#client, auditedPut(write, this.#audit, occasion, what));
  }
}

function keyOf({ budget, period }: Pick<BudgetRecord, 'budget' | 'period'>) {
  return { pk: `BUDGET#${budget}`, sk: period };
}
