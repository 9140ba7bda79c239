import { earliest, type Instant, shift } from '../kernel/instant.ts';
import { afterCertificate, isOver } from './after-certificate.ts';
import { type Case, type Stage, type Work, Work as WorkSchema } from './case.ts';
import { lookUpAgain } from './change-case.ts';
import type { Command } from './command.ts';
import type { PrivacySection, SystemId } from './config.ts';
import { digestOfJson } from './digest.ts';
import { dueAttempt } from './due-attempt.ts';
import { finish } from './finish-case.ts';
import { type Hold, type Holds, holdOn, holdOnAll } from './hold.ts';
import { holdReach } from './hold-reach.ts';
import { type Awaited, workOnSteps } from './next-steps.ts';
import { areCurrent } from './plan-steps.ts';
import type { Progress } from './progress.ts';

type DataMap = Pick<PrivacySection, 'systems'>;

/** What becomes of a case now. */
export type NextCommands =
  /** Send these; `recordSent` says that it was done. `wakeAt`: when to look again if nothing happens before. */
  | {
      readonly kind: 'send';
      readonly commands: readonly Command[];
      readonly awaiting: readonly Awaited[];
      readonly wakeAt: Instant | undefined;
      readonly reason: string;
    }
  | {
      readonly kind: 'wait';
      readonly awaiting: readonly Awaited[];
      readonly wakeAt: Instant | undefined;
      readonly reason: string;
    }
  /** Store the case as this, and ask again. */
  | { readonly kind: 'move'; readonly to: Case; readonly reason: string; readonly gone: readonly string[] }
  /** Nothing is left to do, for good. */
  | { readonly kind: 'closed'; readonly reason: string };

const HOLDS_AGAIN_MS = 60_000;

/**
 * What a case does next: commands that are due, or what it waits for, or where it moves on to. Asked again with the same
 * it answers the same, so whoever was stopped in between goes on where it was. No command goes out while a hold is on what
 * it would erase, nor while nobody can say whether one is.
 */
export function nextCommands(of: Case, map: DataMap, known: Holds, now: Instant): NextCommands {
  const { stage } = of;
  if (stage.state === 'received') return wait('person', 'received', undefined);
  if (stage.state === 'verifying') return wait('person', 'verification', undefined);
  if (stage.state === 'certified' && isOver(stage)) return { kind: 'closed', reason: stage.reason };
  if (known.kind === 'unreachable') return wait('holds', 'holds-unreachable', shift(now, HOLDS_AGAIN_MS));
  const holds = holdReach(known.holds, map);
  const hold = holdOnAll(holds, map);
  if (stage.state === 'on_hold') {
    if (hold !== undefined) return wait('hold', `hold-${hold.id}`, undefined);
    return move(of, stage.work, 'hold-released');
  }
  if (hold !== undefined) {
    if (stage.state === 'certified') return wait('hold', `hold-${hold.id}`, undefined);
    return move(of, { state: 'on_hold', since: now, work: WorkSchema.parse(stage) }, `hold-${hold.id}`);
  }
  return work(of, stage, map, holds, now);
}

type Running = Exclude<Stage, { state: 'received' | 'verifying' | 'on_hold' }>;

function work(of: Case, stage: Running, map: DataMap, holds: readonly Hold[], now: Instant): NextCommands {
  switch (stage.state) {
    case 'grace':
      if (now < stage.until) return wait('time', 'grace', stage.until);
      return move(of, { state: 'resolving', progress: { status: 'idle' } }, 'grace-over');
    case 'resolving':
      return attempt(stage.progress, now, 'identities-unresolved', () => ({
        kind: 'resolve',
        caseId: of.id,
        subjectRef: of.subject,
      }));
    case 'erasing': {
      const { steps } = stage;
      if (!areCurrent(map, steps)) return mapChanged(of);
      const { commands, awaiting } = workOnSteps({ of, steps, map, holds, now, readAll: false });
      if (commands.length > 0 || awaiting.length > 0) return send(commands, awaiting, 'steps-due');
      return move(of, { ...stage, state: 'shredding', progress: { status: 'idle' } }, 'erased');
    }
    case 'shredding': {
      const { progress, ...done } = stage;
      const classes = toShred(stage, map, holds);
      if (classes.length === 0) return move(of, { ...done, state: 'verifying_erasure' }, 'keys-destroyed');
      const idempotencyKey = digestOfJson([of.id, of.issue, 'shred', ...classes]);
      return attempt(progress, now, 'keys-to-destroy', (count) => ({
        kind: 'shred',
        caseId: of.id,
        subjectRef: of.subject,
        classes,
        idempotencyKey,
        attempt: count,
      }));
    }
    case 'verifying_erasure': {
      const { steps } = stage;
      if (!areCurrent(map, steps)) return mapChanged(of);
      const { commands, awaiting } = workOnSteps({ of, steps, map, holds, now, readAll: true });
      if (commands.length > 0 || awaiting.length > 0) return send(commands, awaiting, 'readings-due');
      if (toShred(stage, map, holds).length > 0)
        return move(of, { ...stage, state: 'shredding', progress: { status: 'idle' } }, 'keys-to-destroy');
      return {
        kind: 'move',
        to: finish(of, stage, map, holds, now),
        reason: 'every-system-read',
        gone: gone(stage),
      };
    }
    case 'certified':
      return certified(of, stage, map, holds, now);
  }
}

/** The map has systems or classes that the case does not know: it finds out who the person is there, and goes on. */
function mapChanged(of: Case): NextCommands {
  const again = lookUpAgain(of);
  if (again.kind === 'refused') return wait('person', again.reason, undefined);
  return { kind: 'move', to: again.case, reason: 'data-map-changed', gone: gone(of.stage) };
}

/** Classes whose keys nothing keeps: neither a hold, nor the law for what the map has stay. */
function toShred(
  { shredded }: { readonly shredded: readonly SystemId[] },
  { systems }: DataMap,
  holds: readonly Hold[],
): SystemId[] {
  const all = systems.flatMap(({ id, classes }) => classes.map((one) => ({ system: id, ...one })));
  const kept = all.filter(
    ({ system, id, keep }) => keep !== undefined || holdOn(holds, system, id) !== undefined,
  );
  const out = new Set([...kept.map(({ id }) => id), ...shredded]);
  return [...new Set(all.map(({ id }) => id))].filter((id) => !out.has(id)).sort();
}

function attempt(
  progress: Progress,
  now: Instant,
  reason: string,
  command: (attempt: number) => Command,
): NextCommands {
  const due = dueAttempt(progress, now);
  if (due.kind === 'due') return send([command(due.attempt)], [], reason);
  return wait(due.kind, due.code, 'until' in due ? due.until : undefined);
}

function certified(
  of: Case,
  stage: Extract<Stage, { state: 'certified' }>,
  map: DataMap,
  holds: readonly Hold[],
  now: Instant,
): NextCommands {
  const after = afterCertificate(of, stage, map, holds, now);
  switch (after.kind) {
    case 'work':
      return send(after.commands, after.awaiting, 'sweeps');
    case 'swept':
      return { kind: 'move', to: after.to, reason: 'nothing-came-back', gone: gone(stage) };
    case 'begin-again':
      return { kind: 'move', to: after.to, reason: 'hold-released', gone: gone(stage) };
  }
}

function send(commands: readonly Command[], awaiting: readonly Awaited[], reason: string): NextCommands {
  const wakeAt = earliest(...awaiting.map(({ until }) => until));
  if (commands.length > 0) return { kind: 'send', commands, awaiting, wakeAt, reason };
  return { kind: 'wait', awaiting, wakeAt, reason };
}

function wait(what: Awaited['what'], code: string, until: Instant | undefined): NextCommands {
  return { kind: 'wait', awaiting: [{ what, code, until }], wakeAt: until, reason: code };
}

function move(of: Case, to: Stage, reason: string): NextCommands {
  return { kind: 'move', to: { ...of, stage: to }, reason, gone: gone(of.stage) };
}

/** The systems that have answered: what is gone already, whatever comes now. */
function gone(stage: Stage | Work): string[] {
  if (stage.state === 'on_hold') return gone(stage.work);
  if (!('steps' in stage)) return [];
  return stage.steps.filter(({ answers }) => answers.length > 0).map(({ system }) => system);
}
