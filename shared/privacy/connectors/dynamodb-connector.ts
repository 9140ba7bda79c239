import type { Instant } from '../../kernel/instant.ts';
import type { Connector, ConnectorCall, Erased, Read } from '../connector.ts';
import { digestOf } from '../digest.ts';
import type { LookupAnswer } from '../resolve-identities.ts';
import { type ClassGroup, classGroups } from './class-groups.ts';
import { changesKey, formsFor, type TableShape, type Way, wayTo } from './dynamodb-shape.ts';
import { connectorError, errorOf, failed, failureOf } from './failure-of.ts';
import { type Redaction, redaction } from './redact-record.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** What is done to a record, if it is still the person's and as it was read. */
export interface RecordWrite {
  readonly key: Readonly<Record<string, unknown>>;
  readonly holder: { readonly attribute: string; readonly value: unknown };
  readonly redaction: Exclude<Redaction, { kind: 'none' }>;
  /** The record that was read. */
  readonly unchanged: Fields;
}

/** A table of DynamoDB in one region. */
export interface DynamoTable {
  describe(): Promise<TableShape>;
  /** The records whose attribute has this value, in pages, as they are now. */
  find(shape: TableShape, way: Way, form: string): AsyncIterable<readonly Fields[]>;
  /** All of them or none, but for those that have changed since they were read: their places. */
  apply(writes: readonly RecordWrite[]): Promise<readonly number[]>;
}

export interface DynamoConnectorDeps {
  /** @param region another than ours, for a table's replica there */
  readonly table: (name: string, region?: string) => DynamoTable;
  readonly now: () => Instant;
}

/** A batch is one transaction: what was counted before it was done is the same batch when it is done over. */
const BATCH = 25;
/** How often records are read again that changed under our hands. */
const MOST_PASSES = 3;

/** Erases from tables of DynamoDB what is found by their key or an index; docs/privacy.md says what it does and cannot. */
export class DynamoConnector implements Connector {
  readonly #deps: DynamoConnectorDeps;

  constructor(deps: DynamoConnectorDeps) {
    this.#deps = deps;
  }

  async erase(call: ConnectorCall): Promise<Erased> {
    const writing = { begun: false };
    try {
      for (let pass = 1; pass <= MOST_PASSES; pass++) {
        const state = await this.#pass(call, writing);
        if (state === 'out-of-time') return writing.begun ? { answer: 'more' } : failed('timed-out');
        if (state === 'done') break;
      }
      const count = await call.tally.total();
      return count === 0 ? { answer: 'none' } : { answer: 'done', count };
    } catch (error) {
      return failureOf(error, writing.begun ? 'write' : 'read');
    }
  }

  async verify(call: ConnectorCall): Promise<Read> {
    try {
      const name = nameOf(call);
      const home = this.#deps.table(name);
      const shape = await home.describe();
      let count = 0;
      for (const region of [undefined, ...shape.replicas]) {
        const table = region === undefined ? home : this.#deps.table(name, region);
        for await (const { writes } of pages(call, table, shape)) {
          count += writes.length;
          if (this.#deps.now() >= call.until && count === 0) return failed('timed-out');
        }
      }
      return count === 0 ? { answer: 'empty' } : { answer: 'residue', count };
    } catch (error) {
      return failureOf(error, 'read');
    }
  }

  async lookUp(
    system: ConnectorCall['system'],
    lookup: Parameters<Connector['lookUp']>[1],
  ): Promise<LookupAnswer> {
    const { way: place, attribute, canonical, forms, gives } = lookup;
    try {
      const table = this.#deps.table(nameOf({ system }));
      const shape = await table.describe();
      const way = usable(wayTo(shape, lookup));
      const wanted = [...new Set([attribute, ...Object.values(gives)])];
      const records: Record<string, string | undefined>[] = [];
      for (const form of formsFor(way, forms))
        for await (const page of table.find(shape, way, form))
          for (const item of page)
            records.push(Object.fromEntries(wanted.map((name) => [name, textOf(item[name])])));
      return { system: system.id, way: place, canonical, records };
    } catch (error) {
      throw errorOf(error, 'read');
    }
  }

  async #pass(call: ConnectorCall, writing: { begun: boolean }): Promise<'done' | 'changed' | 'out-of-time'> {
    const table = this.#deps.table(nameOf(call));
    const shape = await table.describe();
    let changed = false;
    for await (const { group, writes } of pages(call, table, shape)) {
      if (this.#outOfTime(call)) return 'out-of-time';
      for (let from = 0; from < writes.length; from += BATCH) {
        if (this.#outOfTime(call)) return 'out-of-time';
        const batch = writes.slice(from, from + BATCH);
        const name = nameOfBatch(group, batch);
        await call.tally.add(name, batch.length);
        writing.begun = true;
        const refused = await table.apply(batch);
        if (refused.length === 0) continue;
        changed = true;
        await call.tally.add(`${name}-${refused.join('-')}`, -refused.length);
      }
    }
    return changed ? 'changed' : 'done';
  }

  #outOfTime({ until }: ConnectorCall): boolean {
    return this.#deps.now() >= until;
  }
}

/** What is left to do, in the order in which the table has it. */
async function* pages(
  { system, command, identities }: Pick<ConnectorCall, 'system' | 'command' | 'identities'>,
  table: DynamoTable,
  shape: TableShape,
): AsyncGenerator<{ readonly group: ClassGroup; readonly writes: readonly RecordWrite[] }> {
  for (const group of classGroups(system, command.classes, identities)) {
    if (changesKey(shape, group)) throw connectorError('rejected');
    const way = usable(wayTo(shape, group.key));
    const { attribute } = way;
    const subject = { attribute, forms: new Set(group.forms) };
    for (const form of formsFor(way, group.forms)) {
      for await (const items of table.find(shape, way, form)) {
        const writes = items.flatMap((item): RecordWrite[] => {
          const todo = fitting(redaction(item, group.classes, subject), shape);
          if (todo.kind === 'none') return [];
          const key = Object.fromEntries(shape.key.map((name) => [name, item[name]]));
          return [{ key, holder: { attribute, value: item[attribute] }, redaction: todo, unchanged: item }];
        });
        yield { group, writes };
      }
    }
  }
}

/** What an index is made of must be of its type: what no longer is goes. */
function fitting(todo: Redaction, { types }: TableShape): Redaction {
  if (todo.kind !== 'change') return todo;
  const misfits = Object.keys(todo.set).filter(
    (name) => types[name] !== undefined && !(types[name] === 'S' && typeof todo.set[name] === 'string'),
  );
  if (misfits.length === 0) return todo;
  const set = Object.fromEntries(Object.entries(todo.set).filter(([name]) => !misfits.includes(name)));
  return { kind: 'change', set, remove: [...todo.remove, ...misfits] };
}

function usable(way: ReturnType<typeof wayTo>): Way {
  if (typeof way === 'string') throw connectorError(way);
  return way;
}

function nameOf({ system }: Pick<ConnectorCall, 'system'>): string {
  if (system.connector !== 'dynamodb') throw connectorError('unexpected');
  return system.table;
}

/** The same for the same records: a digest, for keys may be personal. */
function nameOfBatch({ classes }: ClassGroup, batch: readonly RecordWrite[]): string {
  const keys = batch.map(({ key }) => Object.values(key).map(String));
  return digestOf(JSON.stringify([classes.map(({ id }) => id), keys]));
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return isNumber(value) ? String(value) : undefined;
}

/** As the document client gives numbers. */
function isNumber(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'value' in value && typeof value.value === 'string';
}
