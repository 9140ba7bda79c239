import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { SweepCellInput } from '../platform/sweep.ts';
import type { SweptPage } from '../platform/sweep-progress.ts';
import type { TagWriter } from './apply-tags-client.ts';
import { InventoryCursor } from './inventory.ts';
import type { Inventory } from './inventory-client.ts';
import { judge } from './judge.ts';
import { nextRecord, type Observed, stillBlocked } from './next-record.ts';
import { type JudgedSeen, planPage } from './plan-page.ts';
import type { TagBatch } from './plan-tagging.ts';
import type { TagPolicy } from './policy.ts';
import type { Tags } from './resource.ts';
import type { ResourceStore } from './resource-store.ts';
import { teamOf } from './scores.ts';
import type { SeenStore } from './seen-store.ts';
import { sweepTime } from './sweep-time.ts';
import type { TagOutcome } from './tag-outcome.ts';

/** What a page is worked on with, in the account and region of its cell. */
export interface WithinCell {
  readonly inventory: Inventory;
  readonly writer: TagWriter;
}

export interface SweepTagPageDeps {
  readonly store: Pick<ResourceStore, 'read' | 'write'>;
  readonly seen: Pick<SeenStore, 'note'>;
  /** SHA-256 of tags, as records keep it. */
  readonly digestOf: (tags: Tags) => string;
  readonly policy: TagPolicy;
  readonly telemetry: Telemetry;
  readonly now: () => Instant;
}

interface Counts {
  seen: number;
  /** Resources that would be, or were, written to. */
  planned: number;
  tagged: number;
  refused: number;
  recorded: number;
}

/**
 * One page of an account and region: lists, judges, writes tags where the configuration lets it, and keeps what differs
 * from what was known. The same page again finds all of it right and writes nothing. With `apply: false` nothing but
 * records is ever written.
 */
export function makeSweepTagPage(deps: SweepTagPageDeps) {
  const { store, seen, policy, telemetry, now } = deps;
  return async (
    { inventory, writer }: WithinCell,
    { at, account, region, cursor }: SweepCellInput & { readonly cursor: string | undefined },
  ): Promise<SweptPage> => {
    const page = await inventory.page(cursor === undefined ? undefined : cursorOf(cursor));
    const listedAt = now();
    const time = sweepTime(at, listedAt);
    const records = await store.read(page.seen.map(({ resource }) => resource.arn));
    const { judged, batches } = planPage(page.seen, records, policy, time);
    const counts: Counts = { seen: judged.length, planned: 0, tagged: 0, refused: 0, recorded: 0 };
    counts.planned = batches.reduce((sum, { arns }) => sum + arns.length, 0);
    const outcomes = await writeAll(batches, writer, policy.config.tags.apply);
    const occasion: Occasion = {
      at: now(),
      actor: 'system:sweep-tag-cell',
      correlationId: `tag-sweep/${at}`,
    };
    for (const one of judged) {
      const wrote = outcomes.get(one.resource.arn);
      if (wrote?.outcome.result === 'written') counts.tagged++;
      else if (wrote !== undefined) counts.refused++;
      if (await keep(deps, observed(one, wrote, deps, listedAt, occasion.at), one, occasion))
        counts.recorded++;
    }
    await seen.note({
      at,
      account,
      region,
      page: cursor ?? '',
      listedAt,
      arns: judged.map(({ resource }) => resource.arn),
      coverage: page.coverage,
    });
    if (counts.planned > counts.tagged)
      telemetry.info('tags-not-written', {
        at,
        account,
        region,
        planned: counts.planned,
        tagged: counts.tagged,
      });
    return { next: page.next === undefined ? undefined : JSON.stringify(page.next), counts: { ...counts } };
  };
}

interface Wrote {
  readonly outcome: TagOutcome;
  readonly batch: TagBatch;
}

async function writeAll(
  batches: readonly TagBatch[],
  writer: TagWriter,
  apply: boolean,
): Promise<ReadonlyMap<string, Wrote>> {
  const outcomes = new Map<string, Wrote>();
  if (!apply) return outcomes;
  for (const batch of batches)
    for (const outcome of await writer.write(batch)) outcomes.set(outcome.arn, { outcome, batch });
  return outcomes;
}

/** What is known after the write: the tags as they are then, judged again. */
function observed(
  { resource, verdict, before }: JudgedSeen,
  wrote: Wrote | undefined,
  { policy, digestOf }: SweepTagPageDeps,
  seenAt: Instant,
  judgedAt: Instant,
): Observed {
  const known = (of: Pick<Observed, 'resource' | 'verdict'>) => ({
    ...of,
    team: teamOf(of.resource, policy),
    tagsDigest: of.resource.tags === undefined ? undefined : digestOf(of.resource.tags),
    seenAt,
    judgedAt,
  });
  if (wrote === undefined) return { ...known({ resource, verdict }), fault: stillBlocked(before, judgedAt) };
  const { outcome, batch } = wrote;
  if (outcome.result !== 'written')
    return { ...known({ resource, verdict }), fault: { kind: outcome.result, code: outcome.code } };
  const { set, remove } = batch;
  const left = Object.entries(resource.tags ?? {}).filter(([key]) => !remove.includes(key));
  const after = { ...resource, tags: { ...Object.fromEntries(left), ...set } };
  return {
    ...known({ resource: after, verdict: judge(after, policy, judgedAt) }),
    wrote: { at: judgedAt, set, removed: remove },
  };
}

/** Whether anything was written. What somebody else has learnt in between is newer, and stays. */
async function keep(
  { store }: SweepTagPageDeps,
  seen: Observed,
  { before }: JudgedSeen,
  occasion: Occasion,
): Promise<boolean> {
  const next = nextRecord(before, seen);
  if (next === undefined) return false;
  try {
    await store.write(before, next.record, next.change, occasion);
    return true;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.kind === 'conflict') return false;
    throw thrown;
  }
}

function cursorOf(text: string): InventoryCursor {
  const cursor = InventoryCursor.safeParse(JSON.parse(text));
  if (cursor.success) return cursor.data;
  throw new AppError('where the listing goes on cannot be read', { code: 'listing-expired', kind: 'gone' });
}
