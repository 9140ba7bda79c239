import type { Telemetry } from '../kernel/telemetry.ts';
import type { CaseRecord } from './case-record.ts';

/** Has the work on a case go on, once it is stored that it is to. */
export type WakeCase = (record: CaseRecord) => Promise<void>;

/** Starts the execution that acts for this run of a case, once however often it is asked to. */
export type StartRun = (caseId: string, run: number) => Promise<void>;

/** What is stored is done, whether it can be started at once or not: what nobody started, the watch does. */
export function wakeCase(start: StartRun, telemetry: Pick<Telemetry, 'warn'>): WakeCase {
  return async ({ case: { id }, run }) => {
    try {
      await start(id, run);
    } catch (error) {
      telemetry.warn('case-not-started', { case: id, run, error: error instanceof Error ? error.name : '' });
    }
  };
}
