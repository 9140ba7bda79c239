import type { Instant } from '../kernel/instant.ts';
import { type Case, stepsOf } from './case.ts';
import type { ByHand, ExtensionReason } from './case-change-api.ts';
import {
  beginVerification,
  type CaseChange,
  reopenStep,
  verificationFailed,
  verified,
  withdraw,
} from './change-case.ts';
import type { PrivacySection, SystemId } from './config.ts';
import { decideExtension } from './due-date.ts';
import { clockAt } from './due-notices.ts';
import type { CommandRecord } from './progress.ts';
import { recordAnswer } from './record-answer.ts';

/** What a person or a program wants of a case. */
export type CaseWish =
  | { readonly wish: 'verification'; readonly outcome: 'asked' | 'verified' | 'failed' }
  | { readonly wish: 'withdraw' }
  | { readonly wish: 'extend'; readonly reason: ExtensionReason }
  | { readonly wish: 'reopen'; readonly system: SystemId }
  | { readonly wish: 'confirm'; readonly system: SystemId; readonly said: ByHand };

/** What becomes of it. `wakes`: the work goes on from there at once. */
export type WishDecision =
  | {
      readonly kind: 'changed';
      readonly case: Case;
      readonly reason: string;
      readonly wakes: boolean;
      /** The person is known from now on: the case claims them. */
      readonly claims: boolean;
    }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** Why not, in words. */
const REFUSALS: Readonly<Record<string, string>> = {
  'not-as-received': 'the person was asked already, or is known',
  'not-verifying': 'nobody waits to hear who the person is: ask first, or it is settled',
  'too-late': 'erasing has begun, or the case is closed: it cannot be withdrawn any more',
  'extended-already': 'the case was extended before, and can be once',
  'first-month-over': 'an extension must be decided and told before the first month is over',
  closed: 'the case is closed',
  'nothing-to-reopen': 'the case is not being worked on',
  'no-such-system': 'the case knows no such system',
  'not-stuck': 'this system waits for nobody',
  'not-manual': 'this system answers itself',
  'not-asked': 'nobody has been asked to do this here, or it was answered',
};

/** Whether a case allows it as it stands, and what it becomes. */
export function decideWish(
  of: Case,
  wish: CaseWish,
  { systems, policy }: PrivacySection,
  now: Instant,
): WishDecision {
  switch (wish.wish) {
    case 'verification':
      if (wish.outcome === 'asked') return decided(beginVerification(of, now), false);
      if (wish.outcome === 'failed') return decided(verificationFailed(of, now), true);
      return decided(verified(of, policy, now), true, true);
    case 'withdraw':
      return decided(withdraw(of, now), true);
    case 'extend':
      return extend(of, wish.reason, policy, now);
    case 'reopen':
      return decided(reopenStep(of, wish.system), true);
    case 'confirm': {
      const manual = systems.find(({ id }) => id === wish.system)?.connector === 'manual';
      return manual ? confirm(of, wish.system, wish.said, now) : refused('not-manual');
    }
  }
}

function extend(of: Case, reason: ExtensionReason, policy: PrivacySection['policy'], now: Instant) {
  if (of.stage.state === 'certified') return refused('closed');
  const decision = decideExtension(clockAt(of, now), reason, now, policy);
  if (decision.kind === 'refuse') return refused(decision.reason);
  const changed: CaseChange = { kind: 'changed', case: { ...of, extended: true }, reason };
  return decided(changed, false);
}

/** A person answers the command that is open, and no other: what they say of erasing is no answer to having looked. */
function confirm(of: Case, system: SystemId, said: ByHand, now: Instant): WishDecision {
  const kind: CommandRecord['kind'] = said.answer === 'done' || said.answer === 'none' ? 'erase' : 'verify';
  const step = stepsOf(of).find((one) => one.system === system);
  const open = step?.commands.findLast(({ answered }) => !answered);
  if (open?.kind !== kind || open.round !== step?.round) return refused('not-asked');
  const taken = recordAnswer(of, { system, idempotencyKey: open.key, answer: said, nonce: open.nonce }, now);
  if (taken.kind !== 'recorded') return refused('not-asked');
  return decided({ kind: 'changed', case: taken.case, reason: taken.reason }, true);
}

function decided(change: CaseChange, wakes: boolean, claims = false): WishDecision {
  return change.kind === 'refused' ? refused(change.reason) : { ...change, wakes, claims };
}

function refused(code: string): WishDecision {
  return { kind: 'refused', code, message: REFUSALS[code] ?? 'the case does not allow it as it stands' };
}
