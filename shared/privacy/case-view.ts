import * as z from 'zod';
import { Instant } from '../kernel/instant.ts';
import { Case, stepsOf } from './case.ts';
import type { CaseRecord } from './case-record.ts';
import { type Policy, SystemId } from './config.ts';
import { dueDate } from './due-date.ts';
import { clockAt } from './due-notices.ts';
import type { Progress, Step } from './progress.ts';
import { Outcome, ReasonCode } from './request.ts';
import { answered, overall } from './step-state.ts';
import { SubjectTag } from './subject-keys.ts';

/** Where a case is, in one word; `closed` is said beside it. */
const State = z.enum([
  'received',
  'verifying',
  'on_hold',
  'grace',
  'resolving',
  'erasing',
  'shredding',
  'verifying_erasure',
  'certified',
]);

/** How far a task is: nothing to do, on its way, to be tried again at a time, parked, or up to a person. */
const TaskView = z.strictObject({
  status: z.enum(['idle', 'sent', 'waiting', 'parked', 'failed']),
  code: ReasonCode.optional(),
  until: Instant.optional(),
});

/** What is done at one system. */
const StepView = z.strictObject({
  system: SystemId,
  subject: z.enum(['known', 'unknown', 'unresolved']),
  /** Its worst answer so far. */
  answer: z.enum(['done', 'none', 'partial', 'instructed', 'absent', 'failed', 'not-asked']),
  answered: z.array(SystemId),
  left: z.array(SystemId),
  /** What was found when it was last read again. */
  found: z.enum(['empty', 'residue', 'unread']),
  round: z.int().min(1),
  erase: TaskView,
  verify: TaskView,
});

/** A case as it is shown: dates, codes and keyed tags. Who it is about cannot be read from it. */
export const CaseView = z.strictObject({
  id: Case.shape.id,
  type: Case.shape.type,
  subjects: z.array(SubjectTag).meta({
    description: 'Keyed tags of all the person is known by, that of the case first: holds are placed on them',
  }),
  state: State,
  /** The state in which a case on hold goes on. */
  heldState: State.optional(),
  outcome: Outcome.optional(),
  reason: ReasonCode.optional(),
  received: Instant,
  due: Instant,
  extended: z.boolean(),
  /** In verification: how often it failed. */
  failures: z.int().optional(),
  /** In grace: until when it can be withdrawn. */
  graceUntil: Instant.optional(),
  closed: Instant.optional(),
  issue: z.int().min(1),
  steps: z.array(StepView),
  keys: z.array(z.strictObject({ keyId: z.string(), deletesAt: Instant, deleted: z.boolean() })),
});
export type CaseView = z.infer<typeof CaseView>;

/** What may be shown of a case. */
export function caseView({ case: of, subjects }: CaseRecord, policy: Policy, now: Instant): CaseView {
  const { id, type, received, extended, issue, stage } = of;
  const work = stage.state === 'on_hold' ? stage.work : stage;
  const keys = 'keys' in work ? work.keys : [];
  return {
    id,
    type,
    subjects,
    state: stage.state,
    ...(stage.state === 'on_hold' ? { heldState: stage.work.state } : {}),
    ...(stage.state === 'certified'
      ? { outcome: stage.outcome, reason: stage.reason, closed: stage.closed }
      : {}),
    received,
    due: dueDate(clockAt(of, now), policy),
    extended,
    ...(stage.state === 'verifying' ? { failures: stage.failures } : {}),
    ...(work.state === 'grace' ? { graceUntil: work.until } : {}),
    issue,
    steps: stepsOf(of).map(stepView),
    keys: keys.map(({ keyId, deletesAt, deleted }) => ({ keyId, deletesAt, deleted })),
  };
}

function stepView(step: Step): CaseView['steps'][number] {
  const done = answered(step);
  return {
    system: step.system,
    subject: step.subject,
    answer: overall(step),
    answered: done,
    left: step.classes.filter((name) => !done.includes(name)),
    found: step.read?.found ?? 'unread',
    round: step.round,
    erase: taskView(step.erase),
    verify: taskView(step.verify),
  };
}

function taskView(progress: Progress): z.infer<typeof TaskView> {
  switch (progress.status) {
    case 'idle':
      return { status: 'idle' };
    case 'sent':
      return { status: 'sent', until: progress.answerBy };
    case 'waiting':
      return {
        status: progress.parked ? 'parked' : 'waiting',
        code: progress.code,
        until: progress.retryAt,
      };
    case 'failed':
      return { status: 'failed', code: progress.code };
  }
}
