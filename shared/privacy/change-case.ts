import { millis } from '../kernel/duration.ts';
import { type Instant, shift } from '../kernel/instant.ts';
import { beginAgain } from './after-certificate.ts';
import { afterFailure } from './backoff.ts';
import type { Case, ShreddedKey, Stage } from './case.ts';
import type { PrivacySection, SystemId } from './config.ts';
import { mapDigest, planSteps } from './plan-steps.ts';
import type { Failure, FailureCode, Progress } from './progress.ts';
import { reopened } from './record-answer.ts';
import type { Outcome } from './request.ts';
import type { Identities } from './resolve-identities.ts';

/** What becomes of a case by something that happened; refused where it cannot happen as it stands. */
export type CaseChange =
  | { readonly kind: 'changed'; readonly case: Case; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

const MOST_FAILURES = 3;
const IDLE: Progress = { status: 'idle' };

/** Asks who asks: the clock stands still until they have said so. */
export function beginVerification(of: Case, now: Instant): CaseChange {
  if (of.stage.state !== 'received') return refused('not-as-received');
  return changed(of, { state: 'verifying', since: now, failures: 0 }, 'asked-who-asks');
}

/** They are who they say: the clock goes on, and the time begins in which they may think better of it. */
export function verified(
  of: Case,
  { grace }: Pick<PrivacySection['policy'], 'grace'>,
  now: Instant,
): CaseChange {
  const { stage } = of;
  if (stage.state !== 'received' && stage.state !== 'verifying') return refused('not-verifying');
  const pauses = stage.state === 'verifying' ? [...of.pauses, { from: stage.since, to: now }] : of.pauses;
  return changed({ ...of, pauses }, { state: 'grace', until: shift(now, millis(grace)) }, 'verified');
}

/** They are not, or not yet. The third time closes the case, and nobody learns whether there is such a person. */
export function verificationFailed(of: Case, now: Instant): CaseChange {
  const { stage } = of;
  if (stage.state !== 'verifying') return refused('not-verifying');
  const failures = stage.failures + 1;
  if (failures < MOST_FAILURES) return changed(of, { ...stage, failures }, 'verification-failed');
  const pauses = [...of.pauses, { from: stage.since, to: now }];
  return changed({ ...of, pauses }, ended('refused', 'not-verified', now), 'not-verified');
}

/** The person thinks better of it, which they may before the first command. */
export function withdraw(of: Case, now: Instant): CaseChange {
  const { stage } = of;
  const state = stage.state === 'on_hold' ? stage.work.state : stage.state;
  if (state !== 'received' && state !== 'verifying' && state !== 'grace') return refused('too-late');
  const pauses = stage.state === 'verifying' ? [...of.pauses, { from: stage.since, to: now }] : of.pauses;
  return changed({ ...of, pauses }, ended('withdrawn', 'withdrawn-in-time', now), 'withdrawn');
}

/** All the person is known by has been found, before the first command: these are the steps. */
export function resolved(
  of: Case,
  map: Pick<PrivacySection, 'systems' | 'identities'>,
  identities: Identities,
  now: Instant,
): CaseChange {
  const { stage } = of;
  if (stage.state !== 'resolving') return refused('not-resolving');
  const { steps: before, keys, shredded: done } = stage.done ?? { steps: [], keys: [], shredded: [] };
  const steps = planSteps(map, identities, before, now);
  return changed(
    { ...of, dataMap: mapDigest(map) },
    { state: 'erasing', steps, keys, shredded: done },
    'identities-resolved',
  );
}

/** More is known of who the person is, as where a system could not be asked (`identity-unresolved`): it is looked up again. */
export function lookUpAgain(of: Case): CaseChange {
  const { stage } = of;
  if (stage.state !== 'erasing' && stage.state !== 'verifying_erasure') return refused('nothing-to-look-up');
  const { steps, keys, shredded: done } = stage;
  return changed(
    of,
    { state: 'resolving', progress: IDLE, done: { steps, keys, shredded: done } },
    'identities-to-resolve',
  );
}

/** Looking for what the person is known by, or destroying keys, did not work. */
export function taskFailed(of: Case, failure: Failure, code: FailureCode, now: Instant): CaseChange {
  const { stage } = of;
  if (stage.state !== 'resolving' && stage.state !== 'shredding') return refused('no-such-task');
  const attempt = stage.progress.status === 'idle' ? 1 : stage.progress.attempt;
  return changed(of, { ...stage, progress: afterFailure(attempt, { failure, code }, now) }, `failed-${code}`);
}

/** The keys of these classes are given to deletion; a key that is so already keeps the dates it has. */
export function shredded(of: Case, classes: readonly SystemId[], keys: readonly ShreddedKey[]): CaseChange {
  const { stage } = of;
  if (stage.state !== 'shredding') return refused('not-shredding');
  const known = new Set(stage.keys.map(({ keyId }) => keyId));
  const all = [...stage.keys, ...keys.filter(({ keyId }) => !known.has(keyId))];
  const done = [...new Set([...stage.shredded, ...classes])].sort();
  return changed(of, { ...stage, progress: IDLE, keys: all, shredded: done }, 'keys-scheduled');
}

/** A key is gone for good, by the event of KMS or because we asked; hearing of it twice is hearing of it once. */
export function keyDeleted(of: Case, keyId: string): CaseChange {
  const { stage } = of;
  if (stage.state !== 'certified') return refused('not-certified');
  const key = stage.keys.find((one) => one.keyId === keyId);
  if (key === undefined) return refused('another-key');
  if (key.deleted) return { kind: 'changed', case: of, reason: 'deleted-already' };
  const keys = stage.keys.map((one) => (one === key ? { ...one, deleted: true } : one));
  const reason = keys.every(({ deleted }) => deleted) ? 'every-key-deleted' : 'key-deleted';
  return changed(of, { ...stage, keys }, reason);
}

/**
 * Somebody has cancelled the deletion of a key: what it sealed can be read, so that the certificate is no longer true. The
 * key is given to deletion again, and another certificate follows.
 */
export function deletionCancelled(of: Case, keyId: string): CaseChange {
  const { stage } = of;
  if (stage.state !== 'certified') return refused('not-certified');
  const keys = stage.keys.filter((one) => one.keyId !== keyId);
  if (keys.length === stage.keys.length) return refused('another-key');
  return { kind: 'changed', case: beginAgain(of, { ...stage, keys }), reason: 'key-deletion-cancelled' };
}

/** A person has seen to a step that failed, or was found not empty too often: it is done over. */
export function reopenStep(of: Case, system: SystemId): CaseChange {
  const { stage } = of;
  if (stage.state !== 'erasing' && stage.state !== 'verifying_erasure') return refused('nothing-to-reopen');
  const step = stage.steps.find((one) => one.system === system);
  if (step === undefined) return refused('no-such-system');
  const stuck = step.erase.status === 'failed' || step.verify.status === 'failed';
  if (!stuck && step.read?.found !== 'residue') return refused('not-stuck');
  const again = stuck ? { ...step, erase: freed(step.erase), verify: freed(step.verify) } : reopened(step);
  const steps = stage.steps.map((one) => (one === step ? again : one));
  return changed(of, { ...stage, steps }, 'reopened');
}

function freed(progress: Progress): Progress {
  return progress.status === 'failed' ? IDLE : progress;
}

function ended(outcome: Outcome, reason: string, now: Instant): Stage {
  const nothing = { results: [], kept: [], steps: [], keys: [], held: [] };
  return { state: 'certified', outcome, reason, closed: now, ...nothing, sweeps: 0 };
}

function changed(of: Case, stage: Stage, reason: string): CaseChange {
  return { kind: 'changed', case: { ...of, stage }, reason };
}

function refused(reason: string): CaseChange {
  return { kind: 'refused', reason };
}
