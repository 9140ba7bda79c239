import type { Occasion } from '../platform/audit-store.ts';
import { caseChain } from './audit-chain.ts';
import type { AuditJournalStore } from './audit-journal-store.ts';
import { caseCertificate } from './case-certificate.ts';
import type { CaseRecord } from './case-record.ts';
import { signCertificate } from './certificate.ts';
import type { CertificateStore, Issued } from './certificate-store.ts';
import type { PrivacyConfig } from './config.ts';
import { dueDate } from './due-date.ts';
import { clockAt } from './due-notices.ts';
import { exclusionsOf } from './exclusion.ts';
import type { ExclusionStore } from './exclusion-store.ts';
import type { Signer } from './signing.ts';

export interface IssueCertificateDeps {
  readonly certificates: Pick<CertificateStore, 'find' | 'issue'>;
  readonly exclusions: Pick<ExclusionStore, 'put'>;
  readonly journal: Pick<AuditJournalStore, 'vouch'>;
  readonly signer: () => Promise<Signer>;
  readonly config: PrivacyConfig;
}

/**
 * Issues the certificate that a case is due to have as it stands, if it has ended and has it not yet: the one at its end,
 * and another when every key is deleted. With it, how far the audit chain of the case has come is signed. Whoever was erased is put on the list of those who must not come back, first.
 * @returns undefined for a case that has not ended, or has its certificate
 */
export function makeIssueCertificate({
  certificates,
  exclusions,
  journal,
  signer,
  config,
}: IssueCertificateDeps) {
  const { organization, privacy } = config;
  return async ({ case: of, subjects }: CaseRecord, occasion: Occasion): Promise<Issued | undefined> => {
    const { stage } = of;
    if (stage.state !== 'certified') return undefined;
    const due = dueDate(clockAt(of, stage.closed), privacy.policy);
    const unsigned = caseCertificate(of, organization.name, due, null);
    if (unsigned === undefined) return undefined;
    const name = { caseId: of.id, issue: of.issue, final: unsigned.final };
    if ((await certificates.find(name)) !== undefined) return undefined;
    if (stage.outcome !== 'withdrawn' && stage.outcome !== 'refused')
      await exclusions.put(exclusionsOf(of.id, subjects, stage.closed, privacy.policy));
    const by = await signer();
    const issued = await certificates.issue(
      name,
      (previous) => signCertificate({ ...unsigned, previous }, by),
      occasion,
    );
    // Killed before, it is for the watch to do.
    await journal.vouch([caseChain(of.id)], async () => by, occasion.at);
    return issued;
  };
}
