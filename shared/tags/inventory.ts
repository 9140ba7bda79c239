import * as z from 'zod';
import type { Tags } from './resource.ts';

/**
 * Where resources are looked for. `tagging` knows whatever has or ever had a tag, `explorer` what has none, by an index
 * that may be a day old, `native` is what neither knows well: IAM.
 */
export const InventorySource = z.enum(['tagging', 'explorer', 'native']);
export type InventorySource = z.infer<typeof InventorySource>;

/** A resource as one source lists it. */
export interface Listed {
  readonly arn: string;
  /** Empty where the source says that it has none; undefined where they could not be read, or it does not tell them. */
  readonly tags: Tags | undefined;
}

/** Where a listing goes on. Kept between two invocations, so it holds nothing of a resource. */
export const InventoryCursor = z.strictObject({
  source: InventorySource,
  /** The source's own token; absent at its beginning. */
  token: z.string().optional(),
});
export type InventoryCursor = z.infer<typeof InventoryCursor>;

/** How well a source has answered. `reason` is a code, with what it is about: `NO_VIEW`, `CAPPED: ec2:volume`. */
export const SourceCoverage = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('whole') }),
  /** Some of it was left out. */
  z.strictObject({ state: z.literal('partial'), reason: z.string() }),
  /** It is not there to be asked, or not asked here. */
  z.strictObject({ state: z.literal('off'), reason: z.string() }),
]);
export type SourceCoverage = z.infer<typeof SourceCoverage>;

/** How well each source has answered, as far as it was asked. */
export const Coverage = z.partialRecord(InventorySource, SourceCoverage);
export type Coverage = z.infer<typeof Coverage>;

/** One page of one source. */
export interface SourcePage {
  readonly listed: readonly Listed[];
  /** Where the source goes on; undefined: that was all of it. */
  readonly next: string | undefined;
  readonly coverage: SourceCoverage;
}

/** One source of an account and region. */
export interface Source {
  readonly source: InventorySource;
  /** @param token where it goes on; undefined at the beginning. */
  page(token: string | undefined): Promise<SourcePage>;
  /** The tags of one that it has listed without them; undefined where they may not be read. */
  tagsOf?(arn: string): Promise<Tags | 'gone' | undefined>;
}

/** Of two things said of one source the one that says more is wrong. */
function worseCoverage(a: SourceCoverage | undefined, b: SourceCoverage): SourceCoverage {
  if (a === undefined || a.state === 'whole') return b;
  if (b.state === 'whole' || (a.state === 'off' && b.state !== 'off')) return a;
  if (b.state === 'off' && a.state !== 'off') return b;
  const reasons = [...new Set([...a.reason.split('; '), ...b.reason.split('; ')])];
  return { state: a.state, reason: reasons.join('; ') };
}

/** Coverage of earlier pages together with that of a later one. */
export function withCoverage(before: Coverage, page: Coverage): Coverage {
  const all: Coverage = { ...before };
  for (const source of InventorySource.options) {
    const said = page[source];
    if (said !== undefined) all[source] = worseCoverage(all[source], said);
  }
  return all;
}
