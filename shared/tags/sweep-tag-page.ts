import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { SweepCellInput } from '../platform/sweep.ts';
import type { SweptPage } from '../platform/sweep-progress.ts';
import type { TagWriter } from './apply-tags-client.ts';
import { makeEnforceTags } from './enforce-tags.ts';
import { InventoryCursor } from './inventory.ts';
import type { Inventory } from './inventory-client.ts';
import type { ParentTags } from './parent-tags-client.ts';
import type { TagPolicy } from './policy.ts';
import type { ResourceStore } from './resource-store.ts';
import type { SeenStore } from './seen-store.ts';
import { sweptResources } from './swept-resources.ts';
import { withParents } from './with-parents.ts';

/** What a page is worked on with, in the account and region of its cell. */
export interface WithinCell {
  readonly inventory: Inventory;
  readonly writer: TagWriter;
  readonly parents: ParentTags;
}

export interface SweepTagPageDeps {
  readonly store: ResourceStore;
  readonly seen: Pick<SeenStore, 'note'>;
  /** SHA-256 in hex. */
  readonly hash: (text: string) => string;
  readonly policy: TagPolicy;
  readonly telemetry: Telemetry;
  readonly now: () => Instant;
}

/**
 * One page of an account and region: lists, judges, writes tags where the configuration lets it, and keeps what differs
 * from what was known. The same page again finds all of it right and writes nothing. With `apply: false` nothing but
 * records is ever written.
 */
export function makeSweepTagPage({ store, seen, hash, policy, telemetry, now }: SweepTagPageDeps) {
  return async (
    { inventory, writer, parents }: WithinCell,
    { at, account, region, cursor }: SweepCellInput & { readonly cursor: string | undefined },
  ): Promise<SweptPage> => {
    const page = await inventory.page(cursor === undefined ? undefined : cursorOf(cursor));
    const listedAt = now();
    const known = await store.read(page.seen.map(({ resource }) => resource.arn));
    const listed = sweptResources(page.seen, known, listedAt);
    const occasion: Occasion = {
      at: listedAt,
      actor: 'system:sweep-tag-cell',
      correlationId: `tag-sweep/${at}`,
    };
    const enforce = makeEnforceTags({ store, writer, policy, telemetry, hash, now });
    const { batches, outcomes } = await enforce(
      await withParents(listed, policy, parents, listedAt),
      known,
      occasion,
    );
    const arns = listed.map(({ resource }) => resource.arn);
    await seen.note({ at, account, region, page: cursor ?? '', listedAt, arns, coverage: page.coverage });
    const tagged = [...outcomes.values()].filter(({ result }) => result === 'written').length;
    return {
      next: page.next === undefined ? undefined : JSON.stringify(page.next),
      counts: {
        seen: arns.length,
        planned: batches.reduce((sum, batch) => sum + batch.arns.length, 0),
        tagged,
        refused: outcomes.size - tagged,
      },
    };
  };
}

function cursorOf(text: string): InventoryCursor {
  const cursor = InventoryCursor.safeParse(JSON.parse(text));
  if (cursor.success) return cursor.data;
  throw new AppError('where the listing goes on cannot be read', { code: 'listing-expired', kind: 'gone' });
}
