import { afresh } from '../kernel/afresh.ts';
import { allDone } from '../kernel/all-done.ts';
import { atMost } from '../kernel/at-most.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { TagWriter } from './apply-tags-client.ts';
import { judge } from './judge.ts';
import { nextRecord, type Observed } from './next-record.ts';
import { type JudgedSeen, planEnforcement, type SeenResource, tagsAfter } from './plan-enforcement.ts';
import type { TagBatch } from './plan-tagging.ts';
import type { TagPolicy } from './policy.ts';
import type { Tags } from './resource.ts';
import type { ResourceRecord } from './resource-record.ts';
import type { ResourceStore } from './resource-store.ts';
import { teamOf } from './scores.ts';
import type { TagOutcome } from './tag-outcome.ts';

export interface EnforceTagsDeps {
  readonly store: ResourceStore;
  readonly writer: TagWriter;
  readonly policy: TagPolicy;
  readonly telemetry: Telemetry;
  /** Of the tags, for the record: SHA-256. */
  readonly hash: (text: string) => string;
  readonly now: () => Instant;
}

/** What became of the resources. */
export interface Enforced {
  readonly judged: readonly JudgedSeen[];
  /** The writes that were planned, whether they were made or not. */
  readonly batches: readonly TagBatch[];
  /** By ARN; empty where nothing is written. */
  readonly outcomes: ReadonlyMap<string, TagOutcome>;
}

/** Records written side by side. */
const SIDE_BY_SIDE = 8;

/**
 * Judges resources, writes what puts them right where `apply` is on, and records each of them. What failed and may go
 * well later is recorded without the event it was done for, so that the event does it again.
 * @param known what is known of them, by ARN
 */
export function makeEnforceTags(deps: EnforceTagsDeps) {
  const { policy, writer, now } = deps;
  const { apply } = policy.config.tags;
  return async (
    seen: readonly SeenResource[],
    known: ReadonlyMap<string, ResourceRecord>,
    occasion: Occasion,
  ): Promise<Enforced> => {
    const { judged, batches } = planEnforcement(seen, known, policy, now());
    const outcomes = new Map<string, TagOutcome>();
    const planned = new Map(batches.flatMap((batch) => batch.arns.map((arn) => [arn, batch] as const)));
    if (apply)
      for (const batch of batches)
        for (const outcome of await writer.write(batch)) outcomes.set(outcome.arn, outcome);
    const turn = atMost(SIDE_BY_SIDE);
    await allDone(
      judged.map((one) =>
        turn(() => {
          const { arn } = one.resource;
          return record(deps, known, observedOf(deps, one, planned.get(arn), outcomes.get(arn)), occasion);
        }),
      ),
    );
    tell(deps, outcomes);
    return { judged, batches, outcomes };
  };
}

function observedOf(
  { policy, now, hash }: EnforceTagsDeps,
  seen: JudgedSeen,
  batch: TagBatch | undefined,
  outcome: TagOutcome | undefined,
): Observed {
  const { resource, eventId } = seen;
  const judgedAt = now();
  const common = {
    ...seen,
    team: teamOf(resource, policy),
    judgedAt,
    tagsDigest: digestOf(resource.tags, hash),
  };
  if (batch === undefined) return common;
  const { set, remove } = batch;
  if (outcome === undefined) return { ...common, planned: { set, removed: remove } };
  if (outcome.result !== 'written') {
    const mayPass = outcome.result === 'failed' || outcome.result === 'throttled';
    return {
      ...common,
      fault: { kind: outcome.result, code: outcome.code },
      eventId: mayPass ? undefined : eventId,
    };
  }
  const written = { ...resource, tags: tagsAfter(resource.tags ?? {}, batch) };
  return {
    ...common,
    resource: written,
    team: teamOf(written, policy),
    verdict: judge(written, policy, judgedAt),
    tagsDigest: digestOf(written.tags, hash),
    seenAt: judgedAt,
    wrote: { at: judgedAt, set, removed: remove },
  };
}

function digestOf(tags: Tags | undefined, hash: EnforceTagsDeps['hash']): string | undefined {
  return tags === undefined
    ? undefined
    : hash(JSON.stringify(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1))));
}

async function record(
  { store }: EnforceTagsDeps,
  known: ReadonlyMap<string, ResourceRecord>,
  observed: Observed,
  occasion: Occasion,
): Promise<void> {
  const { arn } = observed.resource;
  let before = known.get(arn);
  let isFirst = true;
  await afresh(async () => {
    if (!isFirst) before = (await store.read([arn])).get(arn);
    isFirst = false;
    const next = nextRecord(before, observed);
    if (next !== undefined) await store.write(before, next.record, next.change, occasion);
  });
}

function tell({ telemetry }: EnforceTagsDeps, outcomes: ReadonlyMap<string, TagOutcome>): void {
  const results = Map.groupBy(outcomes.values(), ({ result }) => result);
  for (const [result, all] of results) telemetry.count('TagWrites', all.length, { result });
}
