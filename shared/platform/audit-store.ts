import { randomUUID } from 'node:crypto';
import { digest, sameVersion, type TransactItem } from '../runtime/dynamo.ts';
import { AuditEntry } from './audit.ts';

/** Who changes something, when, and on what occasion. Goes into the audit entry of everything done under it. */
export interface Occasion {
  readonly at: AuditEntry['at'];
  readonly actor: string;
  /** Follows one cause through functions: the message's, request's or execution's id. */
  readonly correlationId: string;
}

/** The write that appends one entry; it belongs in the same transaction as the change. */
export function auditPut(
  table: string,
  occasion: Occasion,
  what: Pick<AuditEntry, 'action' | 'target' | 'reason' | 'before' | 'after'>,
): TransactItem {
  const entry: AuditEntry = AuditEntry.parse({ v: 1, ...occasion, ...what });
  return {
    Put: {
      TableName: table,
      Item: { pk: entry.target, sk: `${entry.at}#${randomUUID()}`, ...entry },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
}

/** A record as it is to be stored, over the one that was read. */
export interface RecordWrite {
  readonly table: string;
  /** The record with its keys. */
  readonly Item: Record<string, unknown>;
  readonly before: { readonly version: number } | undefined;
  readonly after: object;
}

/** The write of a record over the one that was read. */
export function recordPut({ table, Item, before }: Omit<RecordWrite, 'after'>): TransactItem {
  return { Put: { TableName: table, Item, ...sameVersion(before) } };
}

/** The same with the entry about it, which has the digests of both: for one transaction. */
export function auditedPut(
  write: RecordWrite,
  audit: string,
  occasion: Occasion,
  what: Pick<AuditEntry, 'action' | 'target' | 'reason'>,
): TransactItem[] {
  const { before, after } = write;
  const digests = { before: before === undefined ? undefined : digest(before), after: digest(after) };
  return [recordPut(write), auditPut(audit, occasion, { ...what, ...digests })];
}
