import { elapsed, type Instant } from '../kernel/instant.ts';
import type { Case } from './case.ts';
import type { Certificate } from './certificate.ts';
import type { Digest } from './digest.ts';
import { mergedPauses } from './due-date.ts';

/**
 * What the certificate of a case says, before it is signed: nothing but what is stored with the case, so that it is the
 * same each time. Undefined where the case has not ended.
 * @param previous digest of the certificate before it, whose place in the chain is taken first
 */
export function caseCertificate(
  of: Case,
  organization: string,
  due: Instant,
  previous: Digest | null,
): Omit<Certificate, 'signing'> | undefined {
  const { stage } = of;
  if (stage.state !== 'certified') return undefined;
  const { outcome, reason, closed, results, kept, keys } = stage;
  return {
    kind: 'belltower-erasure-certificate',
    v: 1,
    organization,
    case: of.id,
    issue: of.issue,
    type: of.type,
    subject: of.subject,
    outcome,
    reason,
    final: keys.every(({ deleted }) => deleted),
    received: of.received,
    due,
    closed,
    pausedMs: mergedPauses(of).reduce((sum, { from, to }) => sum + elapsed(from, to), 0),
    extended: of.extended,
    dataMap: of.dataMap,
    systems: results,
    kept,
    keys: keys.map(({ keyId, deleted, scheduledAt, deletesAt, evidence }) => ({
      keyId,
      state: deleted ? 'deleted' : 'pending-deletion',
      scheduledAt,
      deletesAt,
      evidence,
    })),
    previous,
  };
}
