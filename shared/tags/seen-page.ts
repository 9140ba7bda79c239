import * as z from 'zod';
import { elapsed, Instant } from '../kernel/instant.ts';
import { Coverage, withCoverage } from './inventory.ts';
import type { ResourceRecord } from './resource-record.ts';
import { isListedNatively } from './tagging-place.ts';

/** What one page of a sweep has listed, kept until the sweep is concluded: ARNs as short hashes, and how well. */
export const SeenPage = z.object({
  v: z.literal(1),
  at: Instant,
  account: z.string(),
  region: z.string(),
  listedAt: Instant,
  arns: z.array(z.string()),
  coverage: Coverage,
});
export type SeenPage = z.infer<typeof SeenPage>;

/** All pages of a cell together. */
export interface SeenCell {
  readonly arns: ReadonlySet<string>;
  readonly coverage: Coverage;
  /** When the first of them was listed. */
  readonly since: Instant;
}

/** The pages by their cells, each named `account region`. */
export function seenCells(pages: readonly SeenPage[]): ReadonlyMap<string, SeenCell> {
  const cells = new Map<string, SeenCell & { readonly arns: Set<string> }>();
  for (const { account, region, arns, coverage, listedAt } of pages) {
    const name = `${account} ${region}`;
    const cell = cells.get(name) ?? { arns: new Set<string>(), coverage: {}, since: listedAt };
    for (const arn of arns) cell.arns.add(arn);
    const since = listedAt < cell.since ? listedAt : cell.since;
    cells.set(name, { arns: cell.arns, coverage: withCoverage(cell.coverage, coverage), since });
  }
  return cells;
}

/** So long Resource Explorer may take to list something new. */
const INDEX_LAG_MS = 2 * 86_400_000;

/**
 * Whether a resource is gone, since a sweep that has looked everywhere has not listed it. Of what has or had tags the
 * Tagging API knows; of what never had any only Resource Explorer does, where it was asked, and late.
 * @param hash the resource's ARN as pages keep it
 * @param untagged the digest of no tags at all
 */
export function isGone(record: ResourceRecord, hash: string, cell: SeenCell, untagged: string): boolean {
  if (record.state === 'gone' || cell.arns.has(hash) || record.seenAt >= cell.since) return false;
  const source = isListedNatively(record.arn) ? 'native' : 'tagging';
  if (cell.coverage[source]?.state !== 'whole') return false;
  if (source === 'native' || (record.tagsDigest !== undefined && record.tagsDigest !== untagged)) return true;
  return cell.coverage.explorer?.state === 'whole' && elapsed(record.seenAt, cell.since) > INDEX_LAG_MS;
}
