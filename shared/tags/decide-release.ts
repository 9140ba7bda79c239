import type { QuarantineRecord, ReleaseOutcome } from './quarantine-record.ts';
import type { QuarantineFault } from './ways/stopper.ts';
import { type StateBefore, WAYS } from './ways/table.ts';

/** What to do about a resource that somebody wants back. */
export type ReleaseDecision = { readonly kind: 'put-back' } | NotPutBack;

/** How it ended, or why it did not. */
export type NotPutBack =
  | { readonly kind: 'over'; readonly outcome: ReleaseOutcome }
  /** `soon`: within the hour; otherwise somebody has to change something first, and tomorrow will do. */
  | { readonly kind: 'wait'; readonly code: string; readonly soon: boolean };

/**
 * Puts back what is as quarantine has left it. What was so before quarantine, and what somebody has changed since, stays
 * as it is; what we have begun to put back and find as it was before is ours.
 * @param now what it is, or why that cannot be read
 */
export function decideRelease(
  { state, before }: Pick<QuarantineRecord, 'state' | 'before'>,
  now: StateBefore | QuarantineFault,
): ReleaseDecision {
  if ('fault' in now) return afterFault(now);
  const way = WAYS[before.way];
  if (way.isSo(before)) return { kind: 'over', outcome: 'was-so' };
  if (!way.isSo(now)) {
    if (way.isBack?.(now) === false) return STILL_STARTING;
    const ours = state === 'releasing' && way.isSame(now, before);
    return { kind: 'over', outcome: ours ? 'put-back' : 'changed' };
  }
  return way.isBecoming(now) ? { kind: 'wait', code: 'STILL_STOPPING', soon: true } : { kind: 'put-back' };
}

/**
 * What follows once its service has taken the call that puts it back.
 * @param look what it is since; asked for only where the service takes its time
 */
export async function afterPutBack(
  { before }: Pick<QuarantineRecord, 'before'>,
  look: () => Promise<StateBefore | QuarantineFault>,
): Promise<NotPutBack> {
  const { isBack } = WAYS[before.way];
  if (isBack === undefined) return PUT_BACK;
  const now = await look();
  if ('fault' in now) return afterFault(now);
  return isBack(now) ? PUT_BACK : STILL_STARTING;
}

const PUT_BACK: NotPutBack = { kind: 'over', outcome: 'put-back' };
const STILL_STARTING: NotPutBack = { kind: 'wait', code: 'STILL_STARTING', soon: true };

/** What follows from a fault: what is gone is over, what is refused waits for people. */
export function afterFault({ fault, code }: QuarantineFault): NotPutBack {
  if (fault === 'gone') return { kind: 'over', outcome: 'gone' };
  return { kind: 'wait', code, soon: fault === 'throttled' || fault === 'failed' };
}
