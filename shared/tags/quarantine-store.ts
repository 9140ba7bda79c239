import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import type { Instant } from '../kernel/instant.ts';
import { auditedPut, type Occasion } from '../platform/audit-store.ts';
import { decode, digest, sameVersion, transact } from '../runtime/dynamo.ts';
import { queryItems } from '../runtime/dynamo-reads.ts';
import {
  type PlanDigest,
  type PlannedQuarantine,
  QuarantinePlan,
  QuarantineRecord,
} from './quarantine-record.ts';
import { WAYS } from './ways/table.ts';

const QUARANTINES = 'QUARANTINES';
/** Before and after every instant. */
const FIRST = '0';
const LAST = '~';

/** Plans of quarantine and what was put in it, in the table of tags. Every write is conditional, and audited with it. */
export class QuarantineStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #audit: string;

  constructor(
    client: DynamoDBDocumentClient,
    tables: { readonly resources: string; readonly audit: string },
  ) {
    this.#client = client;
    this.#table = tables.resources;
    this.#audit = tables.audit;
  }

  /** The plan of this name; undefined where there is none. */
  async plan(name: PlanDigest): Promise<QuarantinePlan | undefined> {
    const Item = await this.#get(planKey(name));
    return Item === undefined ? undefined : decode(QuarantinePlan, Item, 'plan of quarantine');
  }

  /** Plans that were let through and not carried out, as the index knows them. */
  approved(): Promise<QuarantinePlan[]> {
    return this.#list('PLANS#approved', FIRST, QuarantinePlan, 'plan of quarantine');
  }

  /** Plans that were made after an instant and wait for an approval, as the index knows them. */
  async heldAfter(at: Instant): Promise<QuarantinePlan[]> {
    const held = await this.#list('PLANS#held', at, QuarantinePlan, 'plan of quarantine');
    return held.filter((plan) => plan.at > at);
  }

  /** Writes a plan over what was read. @throws AppError `conflict` when it has changed since */
  async writePlan(
    before: QuarantinePlan | undefined,
    after: QuarantinePlan,
    occasion: Occasion,
  ): Promise<void> {
    const Item = { ...planKey(after.digest), gsi1pk: `PLANS#${after.state}`, gsi1sk: after.at, ...after };
    const what = {
      action: `quarantine-plan.${after.state}`,
      target: `quarantine-plan:${after.digest}`,
      reason: after.reason,
    };
    const write = { table: this.#table, Item, before, after };
    await transact(this.#client, auditedPut(write, this.#audit, occasion, what));
  }

  /** What was last done about a resource. */
  async read(arn: string): Promise<QuarantineRecord | undefined> {
    const Item = await this.#get(recordKey(arn));
    return Item === undefined ? undefined : decode(QuarantineRecord, Item, 'quarantine');
  }

  /** What was begun at or after an instant, as the index knows it; the longest first. @param at undefined: all there ever was */
  since(at: Instant | undefined): Promise<QuarantineRecord[]> {
    return this.#list(QUARANTINES, at ?? FIRST, QuarantineRecord, 'quarantine');
  }

  /**
   * Writes what is done about a resource over what was read. What it was before goes into the audit trail in words, so
   * that it can be undone by hand.
   * @throws AppError `conflict` when somebody else is at it
   */
  async write(
    before: QuarantineRecord | undefined,
    after: QuarantineRecord,
    occasion: Occasion,
  ): Promise<void> {
    const Item = { ...recordKey(after.arn), gsi1pk: QUARANTINES, gsi1sk: after.at, ...after };
    const what = {
      action: `resource.quarantine-${after.state}`,
      target: `resource:${after.arn}`,
      reason: `${wasBefore(after)}; ${after.outcome ?? `plan ${after.plan}`}`,
    };
    const write = { table: this.#table, Item, before, after };
    await transact(this.#client, auditedPut(write, this.#audit, occasion, what));
  }

  /** Notes when its team was told. @throws AppError `conflict` when it has changed since */
  async noteTold(before: QuarantineRecord, toldAt: Instant): Promise<void> {
    const after = { ...before, version: before.version + 1, toldAt };
    const Item = { ...recordKey(after.arn), gsi1pk: QUARANTINES, gsi1sk: after.at, ...after };
    await transact(this.#client, [{ Put: { TableName: this.#table, Item, ...sameVersion(before) } }]);
  }

  async #get(Key: Record<string, string>): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key, ConsistentRead: true }),
    );
    return Item;
  }

  async #list<S extends z.ZodType>(partition: string, from: string, schema: S, what: string) {
    const found: z.output<S>[] = [];
    const items = queryItems(this.#client, {
      TableName: this.#table,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :partition AND gsi1sk BETWEEN :from AND :last',
      ExpressionAttributeValues: { ':partition': partition, ':from': from, ':last': LAST },
    });
    for await (const item of items) found.push(decode(schema, item, what));
    return found;
  }
}

/** The name of a plan: SHA-256 of its resources and what is done to each. */
export function planName(resources: readonly PlannedQuarantine[]): PlanDigest {
  return digest(resources.map(({ arn, way }) => ({ arn, way })));
}

function wasBefore({ before }: QuarantineRecord): string {
  return `${before.way}: ${WAYS[before.way].was(before)}`;
}

function planKey(name: PlanDigest) {
  return { pk: `PLAN#${name}`, sk: 'PLAN' };
}

function recordKey(arn: string) {
  return { pk: `QUARANTINE#${arn}`, sk: 'RECORD' };
}
