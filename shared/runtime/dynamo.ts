import { createHash } from 'node:crypto';
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { AppError } from '../kernel/errors.ts';
import { cancellationCodes } from './passing-conflicts.ts';

/** One write of a transaction, as the document client takes it. */
export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/**
 * All of the writes or none. The client itself waits for other transactions to get out of the way (`passing-conflicts.ts`).
 * @throws AppError `conflict` (retryable) when a condition did not hold or other transactions stayed in the way; its
 *   `faults` name the places in `items` that refused. Other errors pass as they are.
 */
export async function transact(client: DynamoDBDocumentClient, items: TransactItem[]): Promise<void> {
  try {
    await client.send(new TransactWriteCommand({ TransactItems: items }));
  } catch (error) {
    const refused = refusals(error);
    if (refused === undefined) throw error;
    throw new AppError('the record was changed by someone else at the same time', {
      code: 'write-conflict',
      kind: 'conflict',
      cause: error,
      faults: refused.map(({ place, code }) => ({ path: String(place), message: code })),
    });
  }
}

const CONFLICTS = new Set(['ConditionalCheckFailed', 'TransactionConflict']);

function refusals(error: unknown): { place: number; code: string }[] | undefined {
  const codes = cancellationCodes(error) ?? [];
  const refused = codes.flatMap((code, place) => (code === 'None' ? [] : [{ place, code }]));
  return refused.length > 0 && refused.every(({ code }) => CONFLICTS.has(code)) ? refused : undefined;
}

type Condition = Pick<
  NonNullable<TransactItem['Put']>,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/**
 * The condition of a put over what was read: these fields are still so, or there is still nothing where nothing was read.
 */
export function unchangedSince(read: Readonly<Record<string, string | number>> | undefined): Condition {
  if (read === undefined) return { ConditionExpression: 'attribute_not_exists(pk)' };
  const fields = Object.entries(read);
  return {
    ConditionExpression: fields.map(([name]) => `#${name} = :${name}`).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(fields.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(fields.map(([name, value]) => [`:${name}`, value])),
  };
}

/** The condition of a put over a record that counts its versions: it is still the one that was read, or there is none. */
export function sameVersion(read: { readonly version: number } | undefined): Condition {
  return unchangedSince(read === undefined ? undefined : { version: read.version });
}

/** Whether the transaction failed because of the condition on this item. */
export function refusedAt(error: unknown, place: number): boolean {
  return (
    error instanceof AppError &&
    error.code === 'write-conflict' &&
    error.faults.some(({ path }) => path === String(place))
  );
}

/** A stored item by its schema; an item that does not fit is a bug here, never passed on. */
export function decode<S extends z.ZodType>(schema: S, item: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(item);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new AppError(`a stored ${what} does not fit its schema at ${where}`, {
    code: 'stored-item-invalid',
    kind: 'bug',
  });
}

const Cursor = z.record(z.string(), z.string());

/** Where a listing goes on, as callers carry it: opaque to them. */
export function encodeCursor(key: Record<string, unknown> | undefined): string | undefined {
  return key === undefined ? undefined : Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** @throws AppError `invalid` for anything `encodeCursor` did not make. */
export function decodeCursor(cursor: string | undefined): Record<string, string> | undefined {
  if (cursor === undefined) return undefined;
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new AppError('cursor is not one we gave out: leave it out to start from the top', {
      code: 'invalid-input',
      kind: 'invalid',
      cause,
      faults: [{ path: 'cursor', message: 'a cursor from an earlier answer' }],
    });
  }
}

/** SHA-256 of the value in canonical JSON (keys sorted), in hex: what the audit trail keeps of a record. */
export function digest(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`;
}
