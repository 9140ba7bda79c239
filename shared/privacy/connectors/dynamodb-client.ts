import { DescribeTableCommand, DynamoDBClient, type TableDescription } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  NumberValue,
  paginateQuery,
  type QueryCommandInput,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Instant } from '../../kernel/instant.ts';
import { logCalls } from '../../runtime/aws-calls.ts';
import { clientOptions, PATIENCE } from '../../runtime/client-options.ts';
import type { TransactItem } from '../../runtime/dynamo.ts';
import { readBatch } from '../../runtime/dynamo-reads.ts';
import { cancellationCodes, retryPassingConflicts } from '../../runtime/passing-conflicts.ts';
import {
  type Applied,
  DynamoConnector,
  type DynamoTable,
  type Fields,
  type RecordWrite,
} from './dynamodb-connector.ts';
import type { KeyType, TableShape, Way } from './dynamodb-shape.ts';
import { connectorError } from './failure-of.ts';

/** So many are read at once: each may have 400 KB, and DynamoDB gives 16 MB. */
const MOST_READ = 40;

/** A client whose numbers are as exact as DynamoDB's. */
export function recordsClient(region?: string): DynamoDBDocumentClient {
  const options = clientOptions(PATIENCE.dynamoDb);
  const client = new DynamoDBClient(region === undefined ? options : { ...options, region });
  return documentsOf(retryPassingConflicts(logCalls(client)));
}

/** The same over a client that is there. */
export function documentsOf(client: DynamoDBClient): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
    unmarshallOptions: { wrapNumbers: true },
  });
}

/** The connector for all tables, with a client for each region. */
export function dynamoConnector(now: () => Instant): DynamoConnector {
  const clients = new Map<string | undefined, DynamoDBDocumentClient>();
  const recordsIn = (region: string | undefined) => {
    const client = clients.get(region) ?? recordsClient(region);
    clients.set(region, client);
    return client;
  };
  return new DynamoConnector({
    table: (name, region) => new DynamoTableClient(recordsIn(region), name),
    now,
  });
}

/** One table in one region, of whomever. @param name or ARN */
export class DynamoTableClient implements DynamoTable {
  readonly #client: DynamoDBDocumentClient;
  readonly #name: string;

  constructor(client: DynamoDBDocumentClient, name: string) {
    this.#client = client;
    this.#name = name;
  }

  async describe(): Promise<TableShape> {
    const { Table } = await this.#client.send(new DescribeTableCommand({ TableName: this.#name }));
    if (Table?.TableStatus === 'CREATING') throw connectorError('down');
    if (Table === undefined || Table.TableStatus === 'DELETING') throw connectorError('target-missing');
    return shapeOf(Table);
  }

  async *find({ key }: TableShape, way: Way, form: string): AsyncGenerator<readonly Fields[]> {
    const { attribute, index, type } = way;
    const query: QueryCommandInput = {
      TableName: this.#name,
      KeyConditionExpression: '#a = :v',
      ExpressionAttributeNames: { '#a': attribute },
      ExpressionAttributeValues: { ':v': type === 'N' ? NumberValue.from(form) : form },
    };
    const client = this.#client;
    if (index === undefined) {
      for await (const { Items = [] } of paginateQuery({ client }, { ...query, ConsistentRead: true }))
        yield Items;
      return;
    }
    const names = Object.fromEntries(key.map((name, place) => [`#k${place}`, name]));
    const keysOnly = {
      ...query,
      IndexName: index,
      ProjectionExpression: Object.keys(names).join(', '),
      ExpressionAttributeNames: { ...query.ExpressionAttributeNames, ...names },
    };
    for await (const { Items = [] } of paginateQuery({ client }, keysOnly)) {
      for (let from = 0; from < Items.length; from += MOST_READ)
        yield await this.#readNow(Items.slice(from, from + MOST_READ), attribute, form);
    }
  }

  async apply(writes: readonly RecordWrite[]): Promise<Applied> {
    try {
      await this.#client.send(
        new TransactWriteCommand({ TransactItems: writes.map((one) => this.#item(one)) }),
      );
      return { done: writes, refused: [] };
    } catch (error) {
      const codes = cancellationCodes(error);
      if (codes === undefined) {
        if (writes.length === 1 || !isTooLarge(error)) throw error;
        return this.apply(writes.slice(0, Math.ceil(writes.length / 2)));
      }
      if (codes.some((code) => code === 'ValidationError' || code === 'ItemCollectionSizeLimitExceeded'))
        throw connectorError('rejected');
      const refused = writes.filter((_, place) => codes[place] === 'ConditionalCheckFailed');
      if (refused.length === 0) throw connectorError('rate-limited');
      return { done: [], refused };
    }
  }

  /** What an index says may be over: the records as they are, and only those that still have this value. */
  async #readNow(keys: Fields[], attribute: string, form: string): Promise<readonly Fields[]> {
    if (keys.length === 0) return [];
    const found = await readBatch(this.#client, { [this.#name]: keys });
    return found(this.#name).filter((item) => valueText(item[attribute]) === form);
  }

  #item({ key, holder, telling, redaction, unchanged }: RecordWrite): TransactItem {
    const names: Record<string, string> = { '#holder': holder.attribute };
    const values: Record<string, unknown> = { ':holder': holder.value };
    const conditions = ['#holder = :holder'];
    const target = { TableName: this.#name, Key: key };
    for (const [place, name] of telling.entries()) {
      names[`#t${place}`] = name;
      const value = unchanged[name];
      if (value !== undefined) values[`:t${place}`] = value;
      conditions.push(value === undefined ? `attribute_not_exists(#t${place})` : `#t${place} = :t${place}`);
    }
    if (redaction.kind === 'delete')
      return {
        Delete: {
          ...target,
          ConditionExpression: conditions.join(' AND '),
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: values,
        },
      };
    const changed = [...Object.keys(redaction.set), ...redaction.remove].map((name, place) => {
      names[`#f${place}`] = name;
      values[`:was${place}`] = unchanged[name];
      conditions.push(`#f${place} = :was${place}`);
      return { name, at: place };
    });
    const sets = changed.flatMap(({ name, at }) => {
      if (!Object.hasOwn(redaction.set, name)) return [];
      values[`:is${at}`] = redaction.set[name];
      return [`#f${at} = :is${at}`];
    });
    const removes = changed.flatMap(({ name, at }) => (redaction.remove.includes(name) ? [`#f${at}`] : []));
    return {
      Update: {
        ...target,
        UpdateExpression: [
          sets.length === 0 ? '' : `SET ${sets.join(', ')}`,
          removes.length === 0 ? '' : `REMOVE ${removes.join(', ')}`,
        ].join(' '),
        ConditionExpression: conditions.join(' AND '),
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
      },
    };
  }
}

/** A transaction takes 4 MB. */
function isTooLarge(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationException';
}

function shapeOf(table: TableDescription): TableShape {
  const sort = table.KeySchema?.find(({ KeyType }) => KeyType === 'RANGE')?.AttributeName;
  const hash = hashOf(table);
  const others = (table.GlobalSecondaryIndexes ?? []).map((index) => {
    const complete = index.IndexStatus !== 'CREATING' && index.IndexStatus !== 'DELETING';
    return [index.IndexName ?? '', { hash: hashOf(index), complete }] as const;
  });
  const local = (table.LocalSecondaryIndexes ?? []).map(
    (index) => [index.IndexName ?? '', { hash: hashOf(index), complete: true }] as const,
  );
  return {
    key: sort === undefined ? [hash] : [hash, sort],
    types: Object.fromEntries(
      (table.AttributeDefinitions ?? []).map(({ AttributeName = '', AttributeType }) => [
        AttributeName,
        typeOf(AttributeType),
      ]),
    ),
    indexes: Object.fromEntries([...others, ...local]),
    replicas: (table.Replicas ?? []).flatMap(({ RegionName }) => RegionName ?? []),
  };
}

function hashOf({ KeySchema = [] }: Pick<TableDescription, 'KeySchema'>): string {
  return KeySchema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';
}

/** A key as text: a number as it is written. */
export function valueText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof NumberValue ? value.toString() : undefined;
}

function typeOf(type: string | undefined): KeyType {
  return type === 'S' || type === 'N' ? type : 'B';
}
