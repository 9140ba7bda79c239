import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { MacKey } from '../platform/mac-client.ts';
import type { Case } from './case.ts';
import type { CaseRecord } from './case-record.ts';
import type { CaseStore } from './case-store.ts';
import { verified } from './change-case.ts';
import type { PrivacySection } from './config.ts';
import { type ErasureRequest, parseErasureRequest } from './erase-request.ts';
import type { IdentityVault, VaultCleaner } from './identity-vault-store.ts';
import { mapDigest } from './plan-steps.ts';
import type { SubjectTag } from './subject-keys.ts';
import { tagIdentities } from './tag-identities.ts';
import type { WakeCase } from './wake-case.ts';

export interface OpenRequestDeps {
  readonly store: Pick<CaseStore, 'open' | 'read'>;
  readonly vault: Pick<IdentityVault, 'put'>;
  readonly cleaner: Pick<VaultCleaner, 'forget'>;
  /** Makes the keyed tags by which persons are known inside. */
  readonly key: Pick<MacKey, 'sign'>;
  readonly wake: WakeCase;
  readonly privacy: PrivacySection;
  readonly telemetry: Telemetry;
  /** An id that no case has. */
  readonly newId: () => string;
  readonly now: () => Instant;
}

/** What became of a request. `attached`: it is the same as that of a case that is open. */
export interface OpenedRequest {
  readonly attached: boolean;
  readonly record: CaseRecord;
}

/**
 * Takes a request in. With evidence it is verified, waits its grace and goes on by itself; without, it waits for whoever
 * finds out who asks, and nothing is looked up before.
 * @throws AppError `invalid-input`, which never quotes what was sent
 */
export function makeOpenRequest(deps: OpenRequestDeps) {
  const { store, vault, cleaner, key, wake, privacy, telemetry } = deps;
  return async (body: unknown, occasion: Omit<Occasion, 'at'>): Promise<OpenedRequest> => {
    const request = parseErasureRequest(body, privacy.identities);
    const at = deps.now();
    const tags = await tagIdentities(key, privacy.identities, request.identities);
    let unknown = tags;
    for (;;) {
      const [subject] = unknown;
      if (subject === undefined)
        throw new AppError('no keyed tag was made', { code: 'no-subject', kind: 'bug' });
      const of = newCase(deps.newId(), subject, request, privacy, at);
      // First: a case without it could do nothing. Where there is no case after all, it is forgotten again.
      await vault.put(of.id, request.identities);
      const { evidence } = request;
      const subjects: [SubjectTag, ...SubjectTag[]] = [subject, ...tags.filter((tag) => tag !== subject)];
      const begins = { case: of, subjects, ...(evidence === undefined ? {} : { evidence }) };
      const opened = await store.open(begins, { ...occasion, at });
      if (opened.id !== of.id) await cleaner.forget(of.id);
      const record = await store.read(opened.id);
      telemetry.info('request-admitted', { case: opened.id, kind: opened.kind, reason: opened.reason });
      // Also where it was open before: whoever opened it may have stopped just then.
      if (record.wakeAt !== undefined) await wake(record);
      if (opened.kind === 'opened') return { attached: false, record };
      // What this request names beyond that case would be lost with it: it gets a case of its own.
      unknown = unknown.filter((tag) => tag !== subject && !record.subjects.includes(tag));
      if (unknown.length === 0) return { attached: true, record };
    }
  };
}

function newCase(
  id: string,
  subject: string,
  { type, evidence }: ErasureRequest,
  privacy: PrivacySection,
  now: Instant,
): Case {
  const of: Case = {
    v: 1,
    id,
    type,
    subject,
    received: now,
    pauses: [],
    extended: false,
    dataMap: mapDigest(privacy),
    issue: 1,
    stage: { state: 'received' },
  };
  const known = evidence === undefined ? undefined : verified(of, privacy.policy, now);
  return known?.kind === 'changed' ? known.case : of;
}
