import type { Instant } from '../kernel/instant.ts';
import { shift } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { CurrentTags, TagReader } from './current-tags-client.ts';
import { type DueStep, isQuarantineDue } from './due-step.ts';
import { judge } from './judge.ts';
import { type Became, hasLapsed, planEnd } from './plan-end.ts';
import { planQuarantine, type QuarantineDecision } from './plan-quarantine.ts';
import type { TagPolicy } from './policy.ts';
import type { PlanDigest, PlannedQuarantine, QuarantinePlan } from './quarantine-record.ts';
import type { QuarantineStore } from './quarantine-store.ts';
import { quarantineWay } from './quarantine-way.ts';
import { isOurs, type Tags } from './resource.ts';
import type { ResourceStore } from './resource-store.ts';

/** Puts one resource in quarantine, and remembers it. `refused`: it never can be, and nothing was done. */
export type PutInQuarantine = (
  planned: PlannedQuarantine,
  step: DueStep,
  plan: PlanDigest,
  occasion: Occasion,
) => Promise<{ readonly result: 'done' } | { readonly result: 'failed' | 'refused'; readonly code: string }>;

export interface QuarantineDueDeps {
  readonly store: Pick<QuarantineStore, 'approved' | 'since' | 'plan' | 'writePlan'>;
  readonly resources: Pick<ResourceStore, 'read'>;
  readonly tags: TagReader;
  readonly put: PutInQuarantine;
  readonly nameOf: (resources: readonly PlannedQuarantine[]) => PlanDigest;
  readonly policy: TagPolicy;
  readonly telemetry: Telemetry;
}

/** What became of resources whose quarantine was due. */
export interface QuarantineOutcome {
  readonly done: number;
  readonly failed: number;
  /** The plan that waits for an approval, if one does. */
  readonly held: QuarantinePlan | undefined;
  /** Whether it waits since this sweep. */
  readonly heldAnew: boolean;
  /** For which there is no way, with a code. */
  readonly noWay: ReadonlyMap<string, string>;
}

const HOUR_MS = 3_600_000;
const NOTHING: QuarantineOutcome = {
  done: 0,
  failed: 0,
  held: undefined,
  heldAnew: false,
  noWay: new Map(),
};

/**
 * Puts in quarantine what is due: what still violates by the tags it has now, and is not our own. All of it, or, beyond
 * a rail, nothing until somebody approves; a plan stays approved, seven days at most, until nothing of it is left to be
 * done. Done again, it finds done what was done.
 * @param approvals what somebody has let through; by default what the index knows of
 */
export function makeQuarantineDue(deps: QuarantineDueDeps) {
  const { store, policy, telemetry } = deps;
  return async (
    steps: readonly DueStep[],
    sizes: ReadonlyMap<string, number>,
    occasion: Occasion,
    approvals?: readonly QuarantinePlan[],
  ): Promise<QuarantineOutcome> => {
    const approved = approvals ?? (await store.approved());
    if (steps.length === 0 && approved.length === 0) return NOTHING;
    const { planned, noWay, became } = await choose(deps, steps, occasion.at);
    const recent = await store.since(shift(occasion.at, -HOUR_MS));
    const valid = approved.filter((plan) => !hasLapsed(plan, occasion.at));
    const facts = {
      sizes,
      lastHour: recent.filter(({ state }) => state !== 'failed').length,
      approved: new Set(valid.flatMap(({ resources }) => resources.map(({ arn }) => arn))),
    };
    const [through, rest] = planQuarantine(planned, facts, policy.config.tags);
    const { done, failed, refused } = await putAll(deps, [through, rest], steps, became, occasion);
    if (policy.config.tags.apply) for (const plan of approved) await endPlan(deps, plan, became, occasion);
    const kept = await keepPlan(deps, rest, occasion);
    telemetry.info('quarantine-decided', {
      state: rest.state,
      reason: rest.reason,
      resources: rest.resources.length,
      done,
      failed,
    });
    const held = kept?.plan.state === 'held' ? kept.plan : undefined;
    const heldAnew = held !== undefined && kept?.anew === true;
    return { done, failed, held, heldAnew, noWay: new Map([...noWay, ...refused]) };
  };
}

async function putAll(
  { put, nameOf }: QuarantineDueDeps,
  decisions: readonly QuarantineDecision[],
  steps: readonly DueStep[],
  became: Map<string, Became>,
  occasion: Occasion,
): Promise<{ done: number; failed: number; refused: ReadonlyMap<string, string> }> {
  const byArn = new Map(steps.map((step) => [step.record.arn, step]));
  const refused = new Map<string, string>();
  let [done, failed] = [0, 0];
  for (const { state, resources } of decisions) {
    if (state !== 'applied') continue;
    const plan = nameOf(resources);
    for (const one of resources) {
      const step = byArn.get(one.arn);
      if (step === undefined) continue;
      const answer = await put(one, step, plan, occasion);
      became.set(one.arn, answer.result);
      if (answer.result === 'done') done++;
      else if (answer.result === 'failed') failed++;
      else refused.set(one.arn, answer.code);
    }
  }
  return { done, failed, refused };
}

/** Writes how an approved plan has ended, if it has. */
async function endPlan(
  { store, resources, policy, telemetry }: QuarantineDueDeps,
  plan: QuarantinePlan,
  became: ReadonlyMap<string, Became>,
  occasion: Occasion,
): Promise<void> {
  const rest = plan.resources.flatMap(({ arn }) => (became.has(arn) ? [] : [arn]));
  const records = await resources.read(rest);
  const at = occasion.at < plan.at ? plan.at : occasion.at; // no earlier than the sweep that found it due
  const unseen = rest.filter((arn) => isQuarantineDue(records.get(arn), policy, at));
  const all = new Map<string, Became>([...became, ...unseen.map((arn) => [arn, 'unseen'] as const)]);
  const { state, reason } = planEnd(plan, all, occasion.at);
  telemetry.info('quarantine-plan-end', { state, reason });
  if (state === 'approved') return;
  await store.writePlan(plan, { ...plan, version: plan.version + 1, state, reason }, occasion);
}

/** Those that violate by the tags they have now, each with the way there is; whose tags cannot be read waits. */
async function choose(
  { tags, policy, telemetry }: QuarantineDueDeps,
  steps: readonly DueStep[],
  now: Instant,
): Promise<{
  planned: PlannedQuarantine[];
  noWay: Map<string, string>;
  became: Map<string, Became>;
}> {
  const current = await tags.read(
    steps.map(({ record: { arn, account, region } }) => ({ arn, account, region })),
  );
  const planned: PlannedQuarantine[] = [];
  const noWay = new Map<string, string>();
  const became = new Map<string, Became>();
  for (const { record } of steps) {
    const { arn, type, account, region, creator, team } = record;
    const held = tagsOf(current.get(arn));
    became.set(arn, held === undefined ? 'waits' : 'over');
    if (held === undefined) {
      telemetry.warn('quarantine-waits', { type, reason: 'TAGS_UNKNOWN' });
      continue;
    }
    const resource = { arn, type, account, region, creator, tags: held };
    if (isOurs(resource) || judge(resource, policy, now).verdict !== 'violation') continue;
    const choice = quarantineWay(resource);
    if (choice.way === undefined) noWay.set(arn, choice.reason);
    else {
      planned.push({ arn, account, region, team, way: choice.way });
      became.set(arn, 'waits');
    }
  }
  return { planned, noWay, became };
}

/** What the Tagging API does not name never had a tag, or is gone, which stopping it will say. */
function tagsOf(current: CurrentTags | undefined): Tags | undefined {
  if (current === undefined || current.kind === 'unread') return undefined;
  return current.kind === 'tags' ? current.tags : {};
}

async function keepPlan(
  { store, nameOf }: QuarantineDueDeps,
  { state, reason, resources }: QuarantineDecision,
  occasion: Occasion,
): Promise<{ readonly plan: QuarantinePlan; readonly anew: boolean } | undefined> {
  if (state === 'nothing') return undefined;
  const name = nameOf(resources);
  const before = await store.plan(name);
  if (before !== undefined && before.state === state) return { plan: before, anew: false };
  const plan: QuarantinePlan = {
    v: 1,
    version: (before?.version ?? 0) + 1,
    digest: name,
    state,
    at: occasion.at,
    reason,
    resources,
  };
  await store.writePlan(before, plan, occasion);
  return { plan, anew: true };
}
