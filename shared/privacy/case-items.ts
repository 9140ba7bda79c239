import type { TransactItem } from '../runtime/dynamo.ts';
import type { Case } from './case.ts';
import type { CaseRecord } from './case-record.ts';
import type { KeyId } from './key-id.ts';

/** The partitions of the index in which cases lie, by when their clock is to look at them. */
export const OPEN_CASES = 'CASES#open';
/** Certified, and still to be read again or waiting for a key's deletion. */
export const CERTIFIED_CASES = 'CASES#certified';
export const CLOSED_CASES = 'CASES#closed';
/** After every instant: what waits for somebody, and not for the clock. */
export const NO_CLOCK = '9999';

export function caseKey(id: string): { pk: string; sk: string } {
  return { pk: `CASE#${id}`, sk: 'CASE' };
}

/** A record as an item. */
export function caseItem(record: CaseRecord): Record<string, unknown> {
  const { closed, wakeAt, movedAt, case: of } = record;
  const open = of.stage.state === 'certified' ? CERTIFIED_CASES : OPEN_CASES;
  return {
    ...caseKey(of.id),
    gsi1pk: closed ? CLOSED_CASES : open,
    gsi1sk: `${closed ? movedAt : (wakeAt ?? NO_CLOCK)}#${of.id}`,
    ...record,
  };
}

/** Who may work on the verified requests of a person. */
export function claimKey({ subject, type }: Pick<Case, 'subject' | 'type'>): { pk: string; sk: string } {
  return { pk: `CLAIM#${subject}`, sk: type };
}

export function keyPartition(keyId: KeyId): string {
  return `KEY#${keyId}`;
}

/** By which the cases of a key are found when the key service tells of it: for keys that the case did not have before. */
export function keyWrites(table: string, before: Case | undefined, after: Case): TransactItem[] {
  const known = new Set(before === undefined ? [] : keysOf(before));
  return keysOf(after)
    .filter((keyId) => !known.has(keyId))
    .map((keyId) => ({
      Put: { TableName: table, Item: { pk: keyPartition(keyId), sk: `CASE#${after.id}`, caseId: after.id } },
    }));
}

function keysOf({ stage }: Case): KeyId[] {
  const work = stage.state === 'on_hold' ? stage.work : stage;
  const keys = work.state === 'resolving' ? work.done?.keys : 'keys' in work ? work.keys : undefined;
  return (keys ?? []).map(({ keyId }) => keyId);
}
