import type { Instant } from '../../kernel/instant.ts';
import type { Connector, ConnectorCall, Erased, Read, Tally } from '../connector.ts';
import { canBeRefused } from '../record-classes.ts';
import type { LookupAnswer } from '../resolve-identities.ts';
import { type ClassGroup, classGroups } from './class-groups.ts';
import { countedErasure, countedReading } from './counted-work.ts';
import { changesKey, formsFor, type TableShape, type Way, wayTo } from './dynamodb-shape.ts';
import { connectorError, errorOf, writing } from './failure-of.ts';
import { inBatches } from './in-batches.ts';
import { LookedUp } from './looked-up.ts';
import { type Redaction, redaction } from './redact-record.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** What is done to a record, if it is still the person's and as it was read. */
export interface RecordWrite {
  readonly key: Readonly<Record<string, unknown>>;
  readonly holder: { readonly attribute: string; readonly value: unknown };
  /** Attributes that tell its classes: it is changed only while they are as they were read. */
  readonly telling: readonly string[];
  readonly redaction: Exclude<Redaction, { kind: 'none' }>;
  /** The record that was read. */
  readonly unchanged: Fields;
}

/** What became of writes: of at least one. */
export interface Applied {
  readonly done: readonly RecordWrite[];
  readonly refused: readonly RecordWrite[];
}

/** A table of DynamoDB in one region. */
export interface DynamoTable {
  describe(): Promise<TableShape>;
  /** The records whose attribute has this value, in pages, as they are now. */
  find(shape: TableShape, way: Way, form: string): AsyncIterable<readonly Fields[]>;
  /** One transaction: some of them are done, or some have changed since they were read; the others are to be tried again. */
  apply(writes: readonly RecordWrite[]): Promise<Applied>;
}

export interface DynamoConnectorDeps {
  /** @param region another than ours, for a table's replica there */
  readonly table: (name: string, region?: string) => DynamoTable;
  readonly now: () => Instant;
}

/** A batch is one transaction, which says of each record whether it was still as it was read. */
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
    return countedErasure(call, this.#deps.now, async (claim) => {
      await this.#lookFirst(call);
      for (let pass = 1; pass <= MOST_PASSES; pass++) if (!(await this.#pass(call, claim))) break;
      return [];
    });
  }

  async verify(call: ConnectorCall): Promise<Read> {
    return countedReading(call, this.#deps.now, () => this.#left(call));
  }

  async lookUp(
    system: ConnectorCall['system'],
    lookup: Parameters<Connector['lookUp']>[1],
  ): Promise<LookupAnswer> {
    const looked = new LookedUp(lookup);
    try {
      const table = this.#deps.table(tableOf({ system }));
      const shape = await table.describe();
      const way = usable(wayTo(shape, lookup));
      for (const form of formsFor(way, lookup.forms))
        for await (const page of table.find(shape, way, form)) for (const item of page) looked.add(item);
      return looked.answer;
    } catch (error) {
      throw errorOf(error, 'read');
    }
  }

  /** Reads, where there can be a record that is refused: then nothing of the others is erased. */
  async #lookFirst(call: ConnectorCall): Promise<void> {
    if (!classGroups(call).some(canBeRefused)) return;
    const table = this.#deps.table(tableOf(call));
    for (const { group, pages } of searches(call, table, await table.describe()))
      if (canBeRefused(group)) for await (const _ of pages);
  }

  /** @returns whether records changed meanwhile, so that they are to be read again */
  async #pass(call: ConnectorCall, claim: Tally['claim']): Promise<boolean> {
    const table = this.#deps.table(tableOf(call));
    const shape = await table.describe();
    let changed = false;
    for (const { pages } of searches(call, table, shape)) {
      for await (const batch of inBatches(pages, BATCH)) {
        const claimed = await claim(batch.map(recordName));
        for (let left = batch; left.length > 0; ) {
          const { done, refused } = await writing(table.apply(left));
          left = left.filter((one) => !done.includes(one) && !refused.includes(one));
          if (refused.length === 0) continue;
          changed = true;
          await claimed.release(refused.map(recordName));
        }
      }
    }
    return changed;
  }

  async *#left(call: ConnectorCall): AsyncGenerator<number> {
    const name = tableOf(call);
    const home = this.#deps.table(name);
    const shape = await home.describe();
    for (const region of [undefined, ...shape.replicas]) {
      const table = region === undefined ? home : this.#deps.table(name, region);
      for (const { pages } of searches(call, table, shape))
        for await (const writes of pages) yield writes.length;
    }
  }
}

/** What is left to do, one search after the other. */
function searches(
  call: ConnectorCall,
  table: DynamoTable,
  shape: TableShape,
): { readonly group: ClassGroup; readonly pages: AsyncIterable<readonly RecordWrite[]> }[] {
  return classGroups(call).flatMap((group) => {
    if (changesKey(shape, group)) throw connectorError('rejected');
    const way = usable(wayTo(shape, group.key));
    return formsFor(way, group.forms).map((form) => ({
      group,
      pages: search(table, shape, group, way, form),
    }));
  });
}

async function* search(
  table: DynamoTable,
  shape: TableShape,
  group: ClassGroup,
  way: Way,
  form: string,
): AsyncGenerator<readonly RecordWrite[]> {
  const { attribute } = way;
  const subject = { attribute, forms: new Set(group.forms) };
  const telling = tellingAttributes(group);
  for await (const items of table.find(shape, way, form)) {
    yield items.flatMap((item): RecordWrite[] => {
      const todo = fitting(redaction(item, group, subject), shape);
      if (todo.kind === 'none') return [];
      const key = Object.fromEntries(shape.key.map((name) => [name, item[name]]));
      const holder = { attribute, value: item[attribute] };
      return [{ key, holder, telling, redaction: todo, unchanged: item }];
    });
  }
}

function recordName({ key }: RecordWrite): string {
  return JSON.stringify(Object.values(key).map(String));
}

/** A name with dots may be a path into maps, or one attribute. */
function tellingAttributes({ classes, others }: ClassGroup): string[] {
  const names = [...classes, ...others].flatMap(({ where }) => where?.attribute ?? []);
  return [...new Set(names.flatMap((name) => [name, name.split('.')[0] ?? name]))];
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

function tableOf({ system }: Pick<ConnectorCall, 'system'>): string {
  if (system.connector !== 'dynamodb') throw connectorError('unexpected');
  return system.table;
}
