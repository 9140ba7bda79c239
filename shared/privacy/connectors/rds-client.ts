import {
  BeginTransactionCommand,
  CommitTransactionCommand,
  ExecuteStatementCommand,
  RDSDataClient,
  RollbackTransactionCommand,
} from '@aws-sdk/client-rds-data';
import * as z from 'zod';
import type { Instant } from '../../kernel/instant.ts';
import { logCalls } from '../../runtime/aws-calls.ts';
import { clientOptions } from '../../runtime/client-options.ts';
import { connectorError } from './failure-of.ts';
import { type Database, RdsConnector } from './rds-connector.ts';
import type { Statement } from './rds-sql.ts';

/** A statement may take 45 s. None is tried again by itself: it may have been carried out. */
const PATIENCE = { attempts: 1, attemptMs: 50_000, waitMs: 0 };

interface Place {
  readonly cluster: string;
  readonly secret: string;
  readonly database: string;
}

/** The connector for all clusters that have the Data API. */
export function rdsConnector(now: () => Instant): RdsConnector {
  const client = logCalls(new RDSDataClient(clientOptions(PATIENCE)));
  return new RdsConnector({ database: (place) => new RdsDatabaseClient(client, place), now });
}

const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Records = z.array(z.record(z.string(), Cell));

/** A database behind the RDS Data API. */
export class RdsDatabaseClient implements Database {
  readonly #client: RDSDataClient;
  readonly #place: { readonly resourceArn: string; readonly secretArn: string };
  readonly #database: string;

  constructor(client: RDSDataClient, { cluster, secret, database }: Place) {
    this.#client = client;
    this.#place = { resourceArn: cluster, secretArn: secret };
    this.#database = database;
  }

  async read(statement: Statement, transaction?: string): Promise<readonly Record<string, string>[]> {
    const { formattedRecords = '[]' } = await this.#execute(statement, transaction, 'JSON');
    const parsed = Records.safeParse(JSON.parse(formattedRecords));
    if (!parsed.success) throw connectorError('answer-unreadable');
    return parsed.data.map((row) =>
      Object.fromEntries(
        Object.entries(row).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
      ),
    );
  }

  async write(statement: Statement, transaction: string): Promise<number> {
    const { numberOfRecordsUpdated = 0 } = await this.#execute(statement, transaction, 'NONE');
    return numberOfRecordsUpdated;
  }

  async begin(): Promise<string> {
    const begun = await this.#said(
      this.#client.send(new BeginTransactionCommand({ ...this.#place, database: this.#database })),
    );
    if (begun.transactionId === undefined) throw connectorError('answer-unreadable');
    return begun.transactionId;
  }

  async commit(transaction: string): Promise<void> {
    await this.#said(
      this.#client.send(new CommitTransactionCommand({ ...this.#place, transactionId: transaction })),
    );
  }

  async rollBack(transaction: string): Promise<void> {
    await this.#client.send(new RollbackTransactionCommand({ ...this.#place, transactionId: transaction }));
  }

  async #execute(
    { sql, values }: Statement,
    transaction: string | undefined,
    formatRecordsAs: 'JSON' | 'NONE',
  ) {
    const parameters = Object.entries(values).map(([name, stringValue]) => ({
      name,
      value: { stringValue },
    }));
    return this.#said(
      this.#client.send(
        new ExecuteStatementCommand({
          ...this.#place,
          database: this.#database,
          sql,
          parameters,
          formatRecordsAs,
          ...(transaction === undefined ? {} : { transactionId: transaction }),
        }),
      ),
    );
  }

  /** What the database itself refused is told by its code alone: its text quotes rows. */
  async #said<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      const text = error instanceof Error ? error.message : '';
      const code = /SQLState: ([0-9A-Z]{5})/.exec(text)?.[1] ?? '';
      const number = /Error code: (\d{4})\b/.exec(text)?.[1] ?? '';
      if (code === '42501' || DENIED_BY_MYSQL.has(number)) throw denied();
      throw error;
    }
  }
}

/** Of a database, a table, a column. */
const DENIED_BY_MYSQL = new Set(['1044', '1142', '1143']);

/** Which right it was, is told by what was being done. */
function denied(): Error {
  return Object.assign(new Error('the database does not let us'), { name: 'AccessDeniedException' });
}
