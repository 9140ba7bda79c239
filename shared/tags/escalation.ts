import * as z from 'zod';
import { Day } from '../kernel/day.ts';
import { millis } from '../kernel/duration.ts';
import { elapsed, Instant, shift } from '../kernel/instant.ts';
import type { Grace, TagsSection } from './config.ts';
import type { ExemptionState } from './exemption.ts';
import { isOurs, type Resource } from './resource.ts';
import type { Verdict } from './verdict.ts';

/** What an owner is told, and in the end what is done. */
export const EscalationStep = z.enum(['remind', 'warn', 'quarantine']);
export type EscalationStep = z.infer<typeof EscalationStep>;

/** Where the escalation of one resource stands. Kept in our table, so it outlives deployments and nobody edits it. */
export const Escalation = z
  .strictObject({
    /** Since when the violation is known, without an exemption. */
    since: Instant,
    /** When each step was taken. */
    taken: z.partialRecord(EscalationStep, Instant).readonly(),
    /** The last day of the exemption whose end was told. */
    endTold: Day.optional(),
  })
  .readonly();
export type Escalation = z.infer<typeof Escalation>;

/** What is to be done now about one resource. */
export interface EscalationPlan {
  /** What is remembered when it is done; undefined: nothing. */
  readonly next: Escalation | undefined;
  /** The one step that is due, if any; `ends` where an escalation is over, `exemption-ends` to tell of a last day. */
  readonly due: EscalationStep | 'ends' | 'exemption-ends' | undefined;
  /** When to look again; undefined: when something changes. */
  readonly wakeAt: Instant | undefined;
  /** Short code for why. */
  readonly reason:
    | 'NO_GRACE'
    | 'NOT_A_VIOLATION'
    | 'FIXED'
    | 'UNKNOWN'
    | 'EXEMPT'
    | 'EXEMPTION_ENDS'
    | 'DUE'
    | 'NOT_YET'
    | 'ALL_TAKEN'
    | 'REPORT_ONLY'
    | 'OURS';
}

const STEPS = EscalationStep.options;

/**
 * The next step of an escalation: one at a time, each once, and never sooner after the one before it than the grace puts
 * between them, so that a quarantine always comes after two notices that were sent in time. A resource that is right
 * again, exempt or gone has none; one that violates again begins anew.
 */
export function escalate(
  state: Escalation | undefined,
  judged: Pick<Verdict, 'verdict'>,
  exemption: ExemptionState,
  resource: Pick<Resource, 'tags'>,
  { mode, grace }: TagsSection['enforce'],
  now: Instant,
): EscalationPlan {
  const { verdict } = judged;
  if (exemption.kind === 'valid') return whileExempt(state, exemption, now);
  if (verdict === 'unknown') return { next: state, due: undefined, wakeAt: undefined, reason: 'UNKNOWN' };
  if (verdict !== 'violation') {
    const told = state !== undefined && Object.keys(state.taken).length > 0;
    const reason = state === undefined ? 'NOT_A_VIOLATION' : 'FIXED';
    return { next: undefined, due: told ? 'ends' : undefined, wakeAt: undefined, reason };
  }
  // What is remembered of the time of an exemption is no grace: that begins when it has ended.
  const { since = now, taken = {} } = state?.endTold === undefined ? (state ?? {}) : {};
  const current: Escalation = { since, taken };
  if (grace === undefined) return { next: current, due: undefined, wakeAt: undefined, reason: 'NO_GRACE' };
  const step = STEPS.find((one) => taken[one] === undefined);
  const waits = (reason: EscalationPlan['reason'], wakeAt?: Instant) => ({
    next: current,
    due: undefined,
    reason,
    wakeAt,
  });
  if (step === undefined) return waits('ALL_TAKEN');
  if (step === 'quarantine' && mode !== 'quarantine') return waits('REPORT_ONLY');
  if (step === 'quarantine' && isOurs(resource)) return waits('OURS');
  const at = dueAt(step, current, grace);
  if (now < at) return waits('NOT_YET', at);
  const next: Escalation = { since, taken: { ...taken, [step]: now } };
  const following = STEPS[STEPS.indexOf(step) + 1];
  return { next, due: step, wakeAt: following && dueAt(following, next, grace), reason: 'DUE' };
}

/** When a step is due: by the grace, and as long after the step before it as the grace puts between the two. */
function dueAt(step: EscalationStep, { since, taken }: Escalation, grace: Grace): Instant {
  const byGrace = shift(since, millis(grace[step]));
  const before = STEPS[STEPS.indexOf(step) - 1];
  const told = before === undefined ? undefined : taken[before];
  if (before === undefined || told === undefined) return byGrace;
  const afterNotice = shift(told, millis(grace[step]) - millis(grace[before]));
  return elapsed(byGrace, afterNotice) > 0 ? afterNotice : byGrace;
}

function whileExempt(
  state: Escalation | undefined,
  { until, endsTomorrow }: ExemptionState & { kind: 'valid' },
  now: Instant,
): EscalationPlan {
  if (!endsTomorrow) return { next: undefined, due: undefined, wakeAt: undefined, reason: 'EXEMPT' };
  const next: Escalation = { since: now, taken: {}, endTold: until };
  if (state?.endTold === until) return { next: state, due: undefined, wakeAt: undefined, reason: 'EXEMPT' };
  return { next, due: 'exemption-ends', wakeAt: undefined, reason: 'EXEMPTION_ENDS' };
}
