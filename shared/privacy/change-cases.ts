import { afresh } from '../kernel/afresh.ts';
import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Occasion } from '../platform/audit-store.ts';
import { type CaseRecord, changedRecord } from './case-record.ts';
import type { CaseStore } from './case-store.ts';
import type { PrivacySection } from './config.ts';
import { type CaseWish, decideWish } from './decide-wish.ts';
import type { WakeCase } from './wake-case.ts';

export interface ChangeCasesDeps {
  readonly store: Pick<CaseStore, 'read' | 'write'>;
  readonly wake: WakeCase;
  readonly privacy: PrivacySection;
  readonly telemetry: Telemetry;
  readonly now: () => Instant;
}

const ACTIONS: Readonly<Record<CaseWish['wish'], `case.${string}`>> = {
  verification: 'case.verify-person',
  withdraw: 'case.withdraw',
  extend: 'case.extend',
  reopen: 'case.reopen',
  confirm: 'case.confirm',
};

/**
 * Does with a case what somebody wants, and has its work go on from there. Nothing is looked up of the person.
 * @throws AppError `case-not-found`; a conflict with the reason where the case does not allow it
 */
export function makeChangeCases({ store, wake, privacy, telemetry, now }: ChangeCasesDeps) {
  return async (
    id: string,
    wish: CaseWish,
    occasion: Omit<Occasion, 'at'>,
    evidence?: string,
  ): Promise<CaseRecord> => {
    const done = await afresh(async () => {
      const before = await store.read(id);
      const at = now();
      const decision = decideWish(before.case, wish, privacy, at);
      if (decision.kind === 'refused') return decision;
      const { wakes, claims, reason } = decision;
      const changed = changedRecord(before, decision.case, at, { restart: wakes });
      const after = evidence === undefined ? changed : { ...changed, evidence };
      const why = { action: ACTIONS[wish.wish], reason };
      const written = await store.write(before, after, why, { ...occasion, at }, { claim: claims });
      return { kind: 'done' as const, written, wakes };
    });
    // Not within: a refusal is no conflict of two writers, and asked again it would be the same.
    if (done.kind === 'refused') throw new AppError(done.message, { code: done.code, kind: 'conflict' });
    const { written, wakes } = done;
    telemetry.info('case-changed', { case: id, wish: wish.wish, state: written.case.stage.state });
    if (wakes) await wake(written);
    return written;
  };
}
