import { type TransactItem, unchangedSince } from '../runtime/dynamo.ts';
import type { ChainedEntry, JournalEntry, Point } from './audit-chain.ts';

/** The name of the chain that all others are joined by; theirs, `ChainName` has. */
export const JOURNAL = 'journal';

/** The partition of the index in which the heads of chains lie that have gone on since they were joined. */
export const MOVED_CHAINS = 'AUDIT#moved';

/** Before the place of what is in a partition of a chain. */
export const ENTRY = 'E#';
export const SIGNED = 'SIGNED#';

export function chainPartition(name: string): string {
  return `AUDIT#${name}`;
}

export function headKey(name: string): { pk: string; sk: string } {
  return { pk: chainPartition(name), sk: 'HEAD' };
}

/** Numbers that sort as texts. */
export function placeOf(seq: number): string {
  return String(seq).padStart(12, '0');
}

/** Writes an entry in its place, where none is. */
export function entryPut(table: string, name: string, entry: ChainedEntry | JournalEntry): TransactItem {
  const Item = { pk: chainPartition(name), sk: `${ENTRY}${placeOf(entry.seq)}`, ...entry };
  return { Put: { TableName: table, Item, ...unchangedSince(undefined) } };
}

/**
 * Says how far a chain has come, where it is still as far as it was read.
 * @param moved whether it is to be joined yet
 */
export function headPut(
  table: string,
  name: string,
  last: Point | undefined,
  { seq, digest }: Point,
  { moved }: { readonly moved: boolean },
): TransactItem {
  const unchanged = unchangedSince(last === undefined ? undefined : { seq: last.seq });
  const index = moved ? { gsi1pk: MOVED_CHAINS, gsi1sk: name } : {};
  return { Put: { TableName: table, Item: { ...headKey(name), ...index, seq, digest }, ...unchanged } };
}
