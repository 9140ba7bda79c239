import type { Instant } from '../../kernel/instant.ts';
import type { System } from '../config.ts';
import type { Connector, ConnectorCall, Erased, Read, Tally } from '../connector.ts';
import { canonicalIdentity } from '../normalise-identity.ts';
import type { LookupAnswer } from '../resolve-identities.ts';
import { type ClassGroup, classGroups } from './class-groups.ts';
import { countedErasure, countedReading } from './counted-work.ts';
import { connectorError, errorOf, writing } from './failure-of.ts';
import { LookedUp } from './looked-up.ts';
import {
  canIdentify,
  columnsOf,
  countLeft,
  dialectOf,
  eraseSome,
  formsFor,
  type Rows,
  type RowWork,
  type Statement,
  unknownFields,
  VALUES_AT_ONCE,
  VERSION,
  valuesIn,
  valuesLike,
} from './rds-sql.ts';
import { canTell } from './rds-where.ts';
import { refusedRows, rowWork } from './rds-work.ts';

/** A database. */
export interface Database {
  read(statement: Statement, transaction?: string): Promise<readonly Readonly<Record<string, string>>[]>;
  /** @returns how many rows it changed */
  write(statement: Statement, transaction: string): Promise<number>;
  begin(): Promise<string>;
  commit(transaction: string): Promise<void>;
  rollBack(transaction: string): Promise<void>;
}

type RdsSystem = Extract<System, { connector: 'rds-data' }>;

export interface RdsConnectorDeps {
  readonly database: (of: Pick<RdsSystem, 'cluster' | 'secret' | 'database'>) => Database;
  readonly now: () => Instant;
}

/** Something to be done to the rows of a person in a table, by one value of the column they are found by. */
interface Holding {
  readonly rows: Rows;
  readonly work: RowWork;
  readonly group: ClassGroup;
  readonly value: string;
}

/** Erases rows of a table in Aurora, or columns of them. */
export class RdsConnector implements Connector {
  readonly #deps: RdsConnectorDeps;

  constructor(deps: RdsConnectorDeps) {
    this.#deps = deps;
  }

  async erase(call: ConnectorCall): Promise<Erased> {
    return countedErasure(call, this.#deps.now, async (claim) => {
      const database = this.#databaseOf(call.system);
      for (const holding of await holdings(database, call))
        while (await eraseBatch(database, holding, claim));
      return [];
    });
  }

  async verify(call: ConnectorCall): Promise<Read> {
    const database = () => this.#databaseOf(call.system);
    return countedReading(call, this.#deps.now, async function* () {
      for (const { rows, work, value } of await holdings(database(), call))
        yield countOf(await database().read(countLeft(rows, work, value)));
    });
  }

  async lookUp(system: System, lookup: Parameters<Connector['lookUp']>[1]): Promise<LookupAnswer> {
    const { attribute, identity, forms } = lookup;
    const looked = new LookedUp(lookup);
    try {
      const database = this.#databaseOf(system);
      const rows = await rowsBy(database, system, attribute);
      for (const name of looked.given) {
        if (!Object.hasOwn(rows.columns, name)) throw connectorError('key-missing');
        if (!canIdentify(rows.columns[name] ?? '')) throw connectorError('rejected');
      }
      for (const value of await valuesOf(database, rows, identity, forms))
        for (const name of looked.given)
          for await (const page of columnPages(database, rows, name, value))
            looked.add({ [attribute]: value, [name]: page });
      return looked.answer;
    } catch (error) {
      throw errorOf(error, 'read');
    }
  }

  #databaseOf(system: System): Database {
    if (system.connector !== 'rds-data') throw connectorError('unexpected');
    return this.#deps.database(system);
  }
}

/**
 * One transaction. It is counted before it is committed, each row by how many are left: one that is not committed finds as
 * many again, which are the same.
 * @returns whether there is more
 */
async function eraseBatch(
  database: Database,
  { rows, work, group, value }: Holding,
  claim: Tally['claim'],
): Promise<boolean> {
  const names = group.classes.map(({ id }) => id);
  const kind = work.sets === undefined ? 'delete' : 'change';
  const transaction = await database.begin();
  try {
    const left = countOf(await database.read(countLeft(rows, work, value), transaction));
    const erased = left === 0 ? 0 : await writing(database.write(eraseSome(rows, work, value), transaction));
    const nth = Array.from({ length: erased }, (_, place) => left - place);
    if (erased > 0) await claim(nth.map((n) => JSON.stringify([names, kind, value, n])));
    await writing(database.commit(transaction));
    return erased > 0 && erased < left;
  } catch (error) {
    await database.rollBack(transaction).catch(() => undefined); // it ends by itself in three minutes
    throw error;
  }
}

/** Where the person is in the table, and by what to erase them there; all is looked at before anything is done. */
async function holdings(database: Database, call: ConnectorCall): Promise<readonly Holding[]> {
  const all: Holding[] = [];
  for (const group of classGroups(call)) {
    const rows = await rowsBy(database, call.system, group.key.attribute);
    const told = [...group.classes, ...group.others].flatMap(({ where }) => where ?? []);
    if (unknownFields(rows, group.classes).length > 0 || !told.every((where) => canTell(rows, where)))
      throw connectorError('rejected');
    const refused = refusedRows(rows, group);
    for (const value of await valuesOf(database, rows, group.identity, group.forms)) {
      if (refused !== undefined && countOf(await database.read(countLeft(rows, refused, value))) > 0)
        throw connectorError('rejected');
      for (const work of rowWork(rows, group)) all.push({ rows, work, group, value });
    }
  }
  return all;
}

async function rowsBy(database: Database, system: System, attribute: string | undefined): Promise<Rows> {
  if (system.connector !== 'rds-data' || attribute === undefined) throw connectorError('key-missing');
  const [{ version = '' } = {}] = await database.read(VERSION);
  const dialect = dialectOf(version);
  const found = await database.read(columnsOf(dialect, system.table));
  if (found.length === 0) throw connectorError('target-missing');
  const columns = Object.fromEntries(found.map(({ name = '', type = '' }) => [name, type.toLowerCase()]));
  if (!Object.hasOwn(columns, attribute)) throw connectorError('key-missing');
  return { dialect, table: system.table, columns, attribute };
}

/** The values in the table that are this identity: what a collation only takes for it is somebody else. */
async function valuesOf(
  database: Database,
  rows: Rows,
  identity: string,
  forms: readonly string[],
): Promise<string[]> {
  const values = new Set<string>();
  for (const form of formsFor(rows, forms)) {
    const canonical = canonicalIdentity(identity, form);
    for (const { value = '' } of await database.read(valuesLike(rows, form)))
      if (value === form || canonicalIdentity(identity, value) === canonical) values.add(value);
  }
  return [...values].sort();
}

/** All that the rows with this value have in a column, however much it is. */
async function* columnPages(
  database: Database,
  rows: Rows,
  column: string,
  value: string,
): AsyncGenerator<readonly string[]> {
  const isDecimal = /^(numeric|decimal)$/.test(rows.columns[column] ?? '');
  let page: readonly string[] = [];
  do {
    const read = await database.read(valuesIn(rows, column, value, page.at(-1)));
    page = read.flatMap((row) => row['value'] ?? []);
    if (page.length > 0) yield isDecimal ? page.map((text) => text.replace(/\.0+$/, '')) : page;
  } while (page.length === VALUES_AT_ONCE);
}

function countOf([row]: readonly Readonly<Record<string, string>>[]): number {
  const count = Number(row?.['count']);
  if (!Number.isSafeInteger(count)) throw connectorError('answer-unreadable');
  return count;
}
