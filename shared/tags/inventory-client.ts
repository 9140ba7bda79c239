import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { ResourceExplorer2Client } from '@aws-sdk/client-resource-explorer-2';
import type { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { plainArn } from './arn-parts.ts';
import { explorerSource } from './explorer-inventory-client.ts';
import {
  type Coverage,
  type InventoryCursor,
  InventorySource,
  type Listed,
  type Source,
} from './inventory.ts';
import { mergeInventory, type Seen } from './merge-inventory.ts';
import { nativeSource } from './native-inventory-client.ts';
import { readTags, taggingSource } from './tagging-inventory-client.ts';
import { isScalingGroup } from './tagging-place.ts';

/** The clients of one account and region. */
export interface InventoryClients {
  readonly tagging: ResourceGroupsTaggingAPIClient;
  readonly explorer: ResourceExplorer2Client;
  readonly iam: IAMClient;
  readonly autoscaling: AutoScalingClient;
}

/** Where resources are looked for. */
export interface Place {
  readonly account: string;
  readonly region: string;
  /** Whether what has no region is looked for here: in one region of an account alone. */
  readonly global: boolean;
}

/** A page of what all sources know. */
export interface InventoryPage {
  /** What was not on a page before. */
  readonly seen: readonly Seen[];
  /** Where it goes on; undefined: that was all. */
  readonly next: InventoryCursor | undefined;
  readonly coverage: Coverage;
}

/** Lists an account and region page by page, each resource once, as far as its sources know it. */
export interface Inventory {
  /** @throws what AWS answered, where the Tagging API or IAM did not; nothing is lost by asking the page again */
  page(cursor: InventoryCursor | undefined): Promise<InventoryPage>;
}

/**
 * The Tagging API goes first. What the others list is asked of it by ARN: whatever it knows it has listed itself, with
 * tags that are newer, and is left to its own pages.
 */
export function inventory(clients: InventoryClients, place: Place): Inventory {
  const { tagging, explorer, iam, autoscaling } = clients;
  const sources: Readonly<Record<InventorySource, Source>> = {
    tagging: taggingSource(tagging),
    explorer: explorerSource(explorer, place),
    native: nativeSource(autoscaling, place.global ? iam : undefined),
  };
  return {
    async page(cursor) {
      const { source, token } = cursor ?? { source: 'tagging' as const };
      const { listed: all, next, coverage } = await sources[source].page(token);
      const listed = all.filter(({ arn }) => source === 'native' || !isScalingGroup(arn));
      const known = await readTags(
        tagging,
        listed.filter((one) => isAskedFor(source, one)).map(({ arn }) => arn),
      );
      const isKnown = new Set(known.map(({ arn }) => plainArn(arn)));
      const others = listed.filter(({ arn }) => !isKnown.has(plainArn(arn)));
      return {
        seen: mergeInventory([{ source, listed: await told(sources[source], others) }], place),
        next: next === undefined ? after(source) : { source, token: next },
        coverage: { [source]: coverage },
      };
    },
  };
}

/** Whether to ask the Tagging API too: not about what it has listed itself, nor about tags that are as new as its own. */
function isAskedFor(source: InventorySource, { tags }: Listed): boolean {
  return source === 'explorer' || (source === 'native' && tags === undefined);
}

/** With the tags that a source tells only when it is asked for each; without what is gone meanwhile. */
async function told(source: Source, listed: readonly Listed[]): Promise<readonly Listed[]> {
  const all: Listed[] = [];
  for (const one of listed) {
    const tags = one.tags ?? (await source.tagsOf?.(one.arn));
    if (tags !== 'gone') all.push({ arn: one.arn, tags });
  }
  return all;
}

function after(source: InventorySource): InventoryCursor | undefined {
  const next = InventorySource.options[InventorySource.options.indexOf(source) + 1];
  return next === undefined ? undefined : { source: next };
}
