import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { AuditJournalStore } from './audit-journal-store.ts';
import type { Signer } from './signing.ts';

export interface VouchForChainsDeps {
  readonly journal: Pick<AuditJournalStore, 'moved' | 'vouch'>;
  readonly signer: () => Promise<Signer>;
  readonly telemetry: Pick<Telemetry, 'info'>;
  readonly now: () => Instant;
}

/**
 * Joins every audit chain that has gone on since the last time, of open cases too, and signs for it. Every run logs how far
 * the journal is signed: whoever can write the table, where all signed heads lie, cannot change that line.
 */
export function makeVouchForChains({ journal, signer, telemetry, now }: VouchForChainsDeps) {
  return async (): Promise<void> => {
    const moved = await journal.moved();
    const signed = await journal.vouch(moved, signer, now());
    if (moved.length > 0) telemetry.info('audit-chains-joined', { count: moved.length });
    if (signed !== undefined) telemetry.info('audit-head-signed', { seq: signed.seq, digest: signed.digest });
  };
}
