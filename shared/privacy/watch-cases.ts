import * as z from 'zod';
import type { Instant } from '../kernel/instant.ts';
import { type Case, stepsOf } from './case.ts';
import { type PrivacySection, SystemId } from './config.ts';
import { dueDate } from './due-date.ts';
import { clockAt, dueNotices } from './due-notices.ts';
import type { Holds } from './hold.ts';
import { workOnSteps } from './next-steps.ts';
import type { Progress } from './progress.ts';
import { ReasonCode } from './request.ts';

/**
 * Why people are to look at a case. `reminder`: the due date comes nearer. `at-risk`, `overdue`: it is near, or over.
 * `stuck`: nothing moved for 24 hours. `step-parked`: a system was tried in vain many times. `person-needed`: trying again
 * does not help. `by-hand`: a person is to do it, as the data map has it. `holds-unreachable`: nobody can say what may be erased, so nothing is. `workflow-gone`: nothing works on
 * it any more, as when somebody has stopped its execution.
 */
export const CaseAlertKind = z.enum([
  'reminder',
  'at-risk',
  'overdue',
  'stuck',
  'step-parked',
  'person-needed',
  'by-hand',
  'holds-unreachable',
  'workflow-gone',
]);
export type CaseAlertKind = z.infer<typeof CaseAlertKind>;

/** Those that steps have. */
const OF_STEPS: ReadonlySet<CaseAlertKind> = new Set(['step-parked', 'person-needed', 'by-hand']);

/** One thing wrong with a case: of a system, or of the case as a whole. */
const CaseTrouble = z.strictObject({
  kind: CaseAlertKind,
  system: SystemId.optional(),
  /** The team that is to act; undefined: whoever answers for privacy. */
  owner: z.string().optional(),
  reason: ReasonCode,
});
export type CaseTrouble = z.infer<typeof CaseTrouble>;

/** What people were told of a case. */
export const Told = z.strictObject({
  /** Alerts that were raised and are not over. */
  open: z.array(CaseTrouble),
  /** Reminders that went out: each does once. */
  reminders: z.array(z.string()),
});
export type Told = z.infer<typeof Told>;

/** An alert to raise, or to say of that it is over. */
export interface CaseAlert extends CaseTrouble {
  readonly case: string;
  readonly state: 'firing' | 'resolved';
  readonly due: Instant;
}

/** A case as the watch finds it. */
export interface WatchedCase {
  readonly of: Case;
  /** When it last changed. */
  readonly moved: Instant;
  readonly holds: Holds;
  /** Whether something works on it, or need not. */
  readonly running: boolean;
  /** Nothing is left to do, for good. */
  readonly closed: boolean;
  readonly told: Told;
}

/** What the watch does about a case: `told` is to be stored once the alerts are raised. */
export interface CaseWatch {
  readonly alerts: readonly CaseAlert[];
  readonly told: Told;
  readonly restart: boolean;
}

/**
 * What people must hear about a case now: of each trouble once while it lasts, and that it is over. A case that is closed
 * has none. Asked again with what it said, it says nothing new.
 */
export function watchCase(watched: WatchedCase, map: PrivacySection, now: Instant): CaseWatch {
  const { of, told, running } = watched;
  const due = dueDate(clockAt(of, now), map.policy);
  const { troubles, reminder } = troublesOf(watched, map, now);
  const begun = troubles.filter((one) => !told.open.some((other) => isSame(one, other)));
  const over = told.open.filter((one) => !troubles.some((other) => isSame(one, other)));
  const said = reminder === undefined || told.reminders.includes(reminder);
  const alerts = [
    ...over.map((trouble) => ({ ...trouble, state: 'resolved' as const })),
    ...begun.map((trouble) => ({ ...trouble, state: 'firing' as const })),
  ];
  return {
    alerts: alerts.map((alert) => ({ ...alert, case: of.id, due })),
    told: {
      open: [...told.open.filter((one) => !over.includes(one)), ...begun],
      reminders: said ? told.reminders : [...told.reminders, reminder],
    },
    restart: !running,
  };
}

function troublesOf(
  { of, moved, holds, running, closed, told }: WatchedCase,
  map: PrivacySection,
  now: Instant,
): { readonly troubles: readonly CaseTrouble[]; readonly reminder: string | undefined } {
  if (closed) return { troubles: [], reminder: undefined };
  const notices = dueNotices(of, map.policy, moved, now);
  const reminder = notices.findLast(({ reason }) => reason === 'reminder')?.key;
  const troubles: CaseTrouble[] = [];
  // The last one says all that those before it did. One that went out comes again in no other way than by staying open.
  const open = told.open.some(({ kind, reason }) => kind === 'reminder' && reason === reminder);
  if (reminder !== undefined && (open || !told.reminders.includes(reminder)))
    troubles.push({ kind: 'reminder', reason: reminder });
  for (const { key, reason } of notices) {
    if (key === 'at-risk' || key === 'overdue') troubles.push({ kind: key, reason });
    else if (key.startsWith('stuck')) troubles.push({ kind: 'stuck', reason: 'nothing-moved-for-24h' });
  }
  if (!running) troubles.push({ kind: 'workflow-gone', reason: 'no-execution' });
  if (holds.kind === 'unreachable') {
    // What the steps wait for cannot be said without them: what was told of it stands.
    const kept = told.open.filter(({ kind }) => OF_STEPS.has(kind));
    troubles.push({ kind: 'holds-unreachable', reason: 'holds-unreachable' }, ...kept);
  } else troubles.push(...ofTask(of), ...ofSteps(of, map, holds, now));
  return { troubles, reminder };
}

/** Looking for what the person is known by, or destroying keys. */
function ofTask({ stage }: Case): CaseTrouble[] {
  if (stage.state !== 'resolving' && stage.state !== 'shredding') return [];
  const { progress } = stage;
  if (progress.status === 'failed') return [{ kind: 'person-needed', reason: progress.code }];
  return isParked(progress) ? [{ kind: 'step-parked', reason: progress.code }] : [];
}

function ofSteps(
  of: Case,
  map: PrivacySection,
  { holds }: Extract<Holds, { kind: 'known' }>,
  now: Instant,
): CaseTrouble[] {
  const { state } = of.stage;
  if (state !== 'erasing' && state !== 'verifying_erasure' && state !== 'certified') return [];
  const steps = stepsOf(of);
  const { awaiting } = workOnSteps({ of, steps, map, holds, now, readAll: state !== 'erasing' });
  const parked = steps.flatMap(({ system, erase, verify }): CaseTrouble[] => {
    const { owner, connector } = map.systems.find(({ id }) => id === system) ?? {};
    if (connector === 'manual') {
      const asked = (
        [
          ['to-erase', erase],
          ['to-look-again', verify],
        ] as const
      ).find(([, { status }]) => status === 'sent' || status === 'waiting');
      return asked === undefined ? [] : [{ kind: 'by-hand', system, owner, reason: asked[0] }];
    }
    const progress = [erase, verify].find(isParked);
    return progress === undefined ? [] : [{ kind: 'step-parked', system, owner, reason: progress.code }];
  });
  const stopped = awaiting.flatMap(({ what, code, system, owner }): CaseTrouble[] =>
    what === 'person' ? [{ kind: 'person-needed', system, owner, reason: code }] : [],
  );
  return [...parked, ...stopped];
}

type Parked = Extract<Progress, { status: 'waiting' }>;

function isParked(progress: Progress): progress is Parked {
  return progress.status === 'waiting' && progress.parked;
}

/** Whether two are the same trouble: another reminder or thing to do is another one, another reason for the rest is not. */
function isSame(one: CaseTrouble, other: CaseTrouble): boolean {
  if (one.kind !== other.kind || one.system !== other.system || one.owner !== other.owner) return false;
  return (one.kind !== 'reminder' && one.kind !== 'by-hand') || one.reason === other.reason;
}
