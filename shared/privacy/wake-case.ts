import type { Telemetry } from '../kernel/telemetry.ts';
import type { CaseRecord } from './case-record.ts';
import type { ErasureTimer } from './erasure-timer-client.ts';

/** Has the work on a case go on, once it is stored that it is to. */
export type WakeCase = (record: CaseRecord) => Promise<void>;

/** What is stored is done, whether it can be started at once or not: what nobody started, the watch does. */
export function wakeCase(timer: ErasureTimer, telemetry: Pick<Telemetry, 'warn'>): WakeCase {
  return async ({ case: { id: caseId }, run }) => {
    try {
      await timer.start({ caseId, run });
    } catch (error) {
      const code = error instanceof Error ? error.name : typeof error;
      telemetry.warn('case-not-started', { case: caseId, run, code });
    }
  };
}
