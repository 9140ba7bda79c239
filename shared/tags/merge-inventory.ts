import { arnParts, plainArn } from './arn-parts.ts';
import type { InventorySource, Listed } from './inventory.ts';
import type { Resource } from './resource.ts';

/** A resource as all sources together know it. */
export interface Seen {
  readonly resource: Resource;
  /** Who has listed it, by how far they are believed. */
  readonly seenBy: readonly InventorySource[];
}

/** What one source lists. */
export interface SourceList {
  readonly source: InventorySource;
  readonly listed: readonly Listed[];
}

/** Whose word on tags goes first: the Tagging API reads them now, the index of Resource Explorer is up to a day old. */
const BELIEVED: readonly InventorySource[] = ['tagging', 'native', 'explorer'];

/**
 * One resource for each ARN, with the tags of the source that is believed most; tags that could not be read are never
 * taken for none. What was tagged once and is empty now is listed by several sources, and is one. Text that is no ARN
 * is left out.
 * @param home where it was looked: for ARNs that do not say account or region
 */
export function mergeInventory(
  lists: readonly SourceList[],
  home: { readonly account: string; readonly region: string },
): readonly Seen[] {
  const merged = new Map<string, Seen>();
  for (const source of BELIEVED)
    for (const { listed } of lists.filter((one) => one.source === source))
      for (const one of listed) {
        const seen = add(merged.get(plainArn(one.arn)), one, source, home);
        if (seen !== undefined) merged.set(seen.resource.arn, seen);
      }
  return [...merged.values()];
}

function add(
  before: Seen | undefined,
  { arn, tags }: Listed,
  source: InventorySource,
  home: { readonly account: string; readonly region: string },
): Seen | undefined {
  if (before !== undefined) {
    const resource = { ...before.resource, tags: before.resource.tags ?? tags };
    return { resource, seenBy: [...new Set([...before.seenBy, source])] };
  }
  const parts = arnParts(arn);
  if (parts === undefined) return undefined;
  const { type, account = home.account, region } = parts;
  return {
    resource: { arn: plainArn(arn), type, account, region: region ?? regionOf(type, home), tags },
    seenBy: [source],
  };
}

/** Buckets have a region that their ARN does not say; what is global has none. */
function regionOf(type: string, { region }: { readonly region: string }): string | undefined {
  return type === 's3:bucket' ? region : undefined;
}
