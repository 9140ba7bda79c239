import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import type { TransactItem } from '../../shared/runtime/dynamo.ts';
import {
  compile,
  compileUpdate,
  type Item,
  type Placeholders,
  UnknownExpression,
} from './dynamo-expressions.ts';

/** What became of one transaction. */
export interface Committed {
  readonly table: string;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/**
 * The in-memory client: as much of DynamoDB as our stores use, for tests that need thousands of runs. Conditions are
 * evaluated as DynamoDB does, transactions are all or nothing, and a command, parameter or expression that it does not
 * know throws, so nothing passes by being ignored. `memory-dynamo.test.ts` of the integration tests holds it against the emulator's DynamoDB.
 *
 * Not here: eventual consistency (every read is the newest), throttling, sizes.
 */
export class MemoryDynamo {
  readonly #tables = new Map<string, Map<string, Item>>();
  /** The keys of each partition of a table: queries of one need not read all. */
  readonly #partitions = new Map<string, Set<string>>();
  /** Told of every write that took place, in order. */
  onCommit: (writes: readonly Committed[]) => void = () => {};

  /** As the stores take it. */
  get client(): DynamoDBDocumentClient {
    return asDynamo((command) => this.execute(command));
  }

  /** All items of a table, by key. */
  items(table: string): Item[] {
    return [...this.#table(table).values()].sort(byKeys('pk', 'sk'));
  }

  /** Puts an item as it is. */
  seed(table: string, item: Item): void {
    this.#set(table, keyOf(item), cleaned(item));
  }

  #set(table: string, key: string, item: Item): void {
    this.#table(table).set(key, item);
    const partition = JSON.stringify([table, item['pk']]);
    this.#partitions.set(partition, (this.#partitions.get(partition) ?? new Set()).add(key));
  }

  /** The items that a query of this condition may find. */
  #candidates(table: string, hash: 'pk' | 'gsi1pk', value: unknown): Item[] {
    const all = this.#table(table);
    if (hash !== 'pk') return [...all.values()].filter((item) => item[hash] === value);
    const keys = this.#partitions.get(JSON.stringify([table, value])) ?? [];
    return [...keys].map((key) => all.get(key)).filter((item) => item !== undefined);
  }

  /** Forgets everything. */
  clear(): void {
    this.#tables.clear();
    this.#partitions.clear();
  }

  /** Executes a command at once. @throws TransactionCanceledException as the SDK does */
  execute(command: unknown): unknown {
    if (command instanceof GetCommand) return this.#get(command.input);
    if (command instanceof QueryCommand) return this.#query(command.input);
    if (command instanceof BatchGetCommand) return this.#batchGet(command.input);
    if (command instanceof TransactWriteCommand) return this.#transact(command.input);
    throw new UnknownExpression(`command: ${command?.constructor.name}`);
  }

  #table(name: string | undefined): Map<string, Item> {
    if (name === undefined) throw new UnknownExpression('no table is named');
    const table = this.#tables.get(name) ?? new Map<string, Item>();
    this.#tables.set(name, table);
    return table;
  }

  #get(input: GetCommand['input']) {
    allow(input, ['TableName', 'Key', 'ConsistentRead']);
    return { Item: copy(this.#table(input.TableName).get(keyOf(input.Key))) };
  }

  #batchGet(input: BatchGetCommand['input']) {
    allow(input, ['RequestItems']);
    const requests = Object.entries(input.RequestItems ?? {});
    const Responses = Object.fromEntries(
      requests.map(([table, request]) => {
        allow(request, ['Keys', 'ConsistentRead']);
        const keys = (request.Keys ?? []).map(keyOf);
        if (new Set(keys).size < keys.length || keys.length > 100)
          throw new UnknownExpression('keys twice, or too many');
        return [table, keys.flatMap((key) => copy(this.#table(table).get(key)) ?? [])];
      }),
    );
    return { Responses, UnprocessedKeys: {} };
  }

  #query(input: QueryCommand['input']) {
    allow(input, [
      'TableName',
      'IndexName',
      'ConsistentRead',
      'KeyConditionExpression',
      'FilterExpression',
      'ExpressionAttributeNames',
      'ExpressionAttributeValues',
      'ScanIndexForward',
      'Limit',
      'ExclusiveStartKey',
    ]);
    const {
      KeyConditionExpression,
      FilterExpression,
      Limit = Number.POSITIVE_INFINITY,
      ExclusiveStartKey,
    } = input;
    if (KeyConditionExpression === undefined || (input.IndexName !== undefined && input.IndexName !== 'gsi1'))
      throw new UnknownExpression('query');
    if (input.IndexName !== undefined && input.ConsistentRead === true)
      throw new UnknownExpression('consistent read of an index');
    const [hash, range] =
      input.IndexName === undefined ? (['pk', 'sk'] as const) : (['gsi1pk', 'gsi1sk'] as const);
    if (!KeyConditionExpression.startsWith(`${hash} = :`))
      throw new UnknownExpression(`key condition: ${KeyConditionExpression}`);
    const [keys, filter] = split(KeyConditionExpression, FilterExpression, placeholders(input));
    const order = byKeys(range, 'pk', 'sk');
    const direction = input.ScanIndexForward === false ? -1 : 1;
    const [, of = ''] = /^\w+ = (:\w+)/.exec(KeyConditionExpression) ?? [];
    const inOrder = this.#candidates(input.TableName ?? '', hash, input.ExpressionAttributeValues?.[of])
      .filter(keys)
      .sort((a, b) => direction * order(a, b));
    const start = ExclusiveStartKey;
    const rest = start === undefined ? inOrder : inOrder.filter((item) => direction * order(item, start) > 0);
    const read = rest.slice(0, Limit); // the limit counts what is read, not what the filter lets through
    const last = read.length === Limit ? read.at(-1) : undefined; // even when nothing follows
    const names = new Set(['pk', 'sk', hash, range]);
    return {
      Items: read.filter(filter).map((item) => copy(item)),
      LastEvaluatedKey:
        last === undefined ? undefined : Object.fromEntries([...names].map((name) => [name, last[name]])),
    };
  }

  #transact(input: TransactWriteCommand['input']) {
    allow(input, ['TransactItems']);
    const writes = (input.TransactItems ?? []).map((item) => this.#prepare(item));
    const places = writes.map(({ table, key }) => `${table} ${key}`);
    if (writes.length === 0 || writes.length > 100)
      throw new UnknownExpression(`a transaction of ${writes.length} items`);
    if (new Set(places).size < places.length)
      throw new UnknownExpression('a transaction with two operations on one item');
    if (!writes.every(({ holds }) => holds)) {
      throw cancelled(writes.map(({ holds }) => (holds ? 'None' : 'ConditionalCheckFailed')));
    }
    for (const { table, key, after } of writes) {
      if (after === undefined) this.#table(table).delete(key);
      else this.#set(table, key, after);
    }
    this.onCommit(writes);
    return {};
  }

  #prepare(item: TransactItem): Committed & { readonly key: string; readonly holds: boolean } {
    if (Object.values(item).filter((operation) => operation !== undefined).length !== 1)
      throw new UnknownExpression('operation');
    const condition = [
      'TableName',
      'ConditionExpression',
      'ExpressionAttributeNames',
      'ExpressionAttributeValues',
    ];
    const { Put, Delete, ConditionCheck, Update } = item;
    const operation = Put ?? Delete ?? ConditionCheck ?? Update;
    if (operation === undefined) throw new UnknownExpression('operation');
    const table = operation.TableName ?? '';
    const key = keyOf(Put?.Item ?? Delete?.Key ?? ConditionCheck?.Key ?? Update?.Key);
    const before = this.#table(table).get(key);
    if (Update !== undefined) {
      allow(Update, [...condition, 'Key', 'UpdateExpression']);
      const { holds, apply } = compileUpdate(
        Update.UpdateExpression ?? '',
        Update.ConditionExpression,
        placeholders(Update),
      );
      const held = holds(before);
      return { table, key, before, holds: held, after: held ? apply(before ?? { ...Update.Key }) : before };
    }
    allow(operation, [...condition, Put === undefined ? 'Key' : 'Item']);
    const holds = compile([operation.ConditionExpression], placeholders(operation))(before);
    const after =
      Put === undefined ? (ConditionCheck === undefined ? undefined : before) : cleaned(Put.Item ?? {});
    return { table, key, before, holds, after };
  }
}

/** The error of a transaction that was not made, as the SDK throws it. */
export function cancelled(codes: readonly string[]): TransactionCanceledException {
  return new TransactionCanceledException({
    $metadata: {},
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
}

/** Anything with a `send` as an SDK client of the kind wanted: what is under test calls nothing else of it. */
export function asClient<C>(execute: (command: unknown) => unknown): C {
  return { send: async (command: unknown) => execute(command) } as C; // see above
}

/** The same for the document client: paginators take nothing but an instance of it. */
export function asDynamo(execute: (command: unknown) => unknown): DynamoDBDocumentClient {
  return Object.assign(Object.create(DynamoDBDocumentClient.prototype), {
    send: async (command: unknown) => execute(command),
  });
}

function split(keys: string, filter: string | undefined, given: Placeholders) {
  const inKeys = (name: string) => new RegExp(`${name}\\b`).test(keys);
  const part = (own: boolean): Placeholders => ({
    names: Object.fromEntries(Object.entries(given.names).filter(([name]) => inKeys(name) === own)),
    values: Object.fromEntries(Object.entries(given.values).filter(([name]) => inKeys(name) === own)),
  });
  return [compile([keys], part(true)), compile([filter], part(false))] as const;
}

function placeholders(input: {
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Item | undefined;
}): Placeholders {
  return { names: input.ExpressionAttributeNames ?? {}, values: input.ExpressionAttributeValues ?? {} };
}

function allow(input: object, known: readonly string[]): void {
  const strange = Object.entries(input).filter(
    ([name, value]) => value !== undefined && !known.includes(name),
  );
  if (strange.length > 0)
    throw new UnknownExpression(`parameters: ${strange.map(([name]) => name).join(', ')}`);
}

function keyOf(item: Item | undefined): string {
  const [pk, sk] = [item?.['pk'], item?.['sk']];
  if (typeof pk !== 'string' || typeof sk !== 'string' || pk === '' || sk === '')
    throw new UnknownExpression('a key without pk and sk');
  return JSON.stringify([pk, sk]);
}

function byKeys(...names: readonly string[]) {
  return (a: Item, b: Item): number => {
    for (const name of names) {
      const [left, right] = [String(a[name]), String(b[name])];
      if (left !== right) return Buffer.compare(Buffer.from(left), Buffer.from(right));
    }
    return 0;
  };
}

/** What is left of an item on its way through the client: no undefined, nothing shared with the writer. */
function cleaned(item: Item): Item {
  return JSON.parse(JSON.stringify(item));
}

function copy(item: Item | undefined): Item | undefined {
  return item === undefined ? undefined : structuredClone(item);
}
