import * as z from 'zod';
import { SignedHead } from './audit-chain.ts';
import { Digest } from './digest.ts';
import type { AuditTrail } from './verify-audit.ts';

/**
 * The first entry of an older export that a newer one does not have as it was. `rolled-back`: it is gone, and the chain ends
 * before it. `rewritten`: another is in its place. `head-removed`: it is there, and that the journal was signed there is not.
 */
export interface AuditLoss {
  /** `journal`, or the name of a chain. */
  readonly chain: string;
  readonly seq: number;
  readonly reason: 'rolled-back' | 'rewritten' | 'head-removed';
}

/**
 * What became of an older export in a newer one: entries are only added, so each must be in its place, signed or not, and
 * each signed head be there. That both are sound by themselves, `verifyAudit` says before.
 * @returns the first loss, of the journal before its heads and the chains; undefined where nothing is lost
 */
export function lossSince(older: AuditTrail, newer: AuditTrail): AuditLoss | undefined {
  const ofJournal = firstLoss(older.journal, newer.journal);
  if (ofJournal !== undefined) return { chain: 'journal', ...ofJournal };
  const signed = new Set(newer.heads.map(nameOfHead));
  const unsigned = older.heads.find((one) => !signed.has(nameOfHead(one)));
  const head = SignedHead.safeParse(unsigned).data?.head;
  if (head !== undefined) return { chain: 'journal', seq: head.seq, reason: 'head-removed' };
  for (const [chain, entries] of Object.entries(older.chains)) {
    const loss = firstLoss(entries, newer.chains[chain] ?? []);
    if (loss !== undefined) return { chain, ...loss };
  }
  return undefined;
}

function firstLoss(
  older: readonly unknown[],
  newer: readonly unknown[],
): Omit<AuditLoss, 'chain'> | undefined {
  for (const [place, entry] of older.entries()) {
    if (place >= newer.length) return { seq: place + 1, reason: 'rolled-back' };
    if (digestIn(entry) !== digestIn(newer[place])) return { seq: place + 1, reason: 'rewritten' };
  }
  return undefined;
}

const Link = z.object({ digest: Digest });

function digestIn(value: unknown): Digest | undefined {
  return Link.safeParse(value).data?.digest;
}

function nameOfHead(value: unknown): string {
  const head = SignedHead.safeParse(value).data?.head;
  return `${head?.seq} ${head?.digest}`;
}
