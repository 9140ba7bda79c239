import { createHmac } from 'node:crypto';
import { type Instant, shift } from '../../shared/kernel/instant.ts';
import type { Telemetry } from '../../shared/kernel/telemetry.ts';
import type { BusEvent } from '../../shared/platform/bus-client.ts';
import { ChainedEntry } from '../../shared/privacy/audit-chain.ts';
import { AuditChainStore } from '../../shared/privacy/audit-chain-store.ts';
import { AuditJournalStore } from '../../shared/privacy/audit-journal-store.ts';
import { CaseListStore } from '../../shared/privacy/case-list-store.ts';
import { CaseStore } from '../../shared/privacy/case-store.ts';
import { CertificateStore } from '../../shared/privacy/certificate-store.ts';
import type { PrivacySection } from '../../shared/privacy/config.ts';
import type { ErasureInput } from '../../shared/privacy/erasure-input.ts';
import { HoldStore } from '../../shared/privacy/hold-store.ts';
import { IdentityVault, VaultCleaner } from '../../shared/privacy/identity-vault-store.ts';
import { answerOperations } from '../../shared/privacy/serve-answers.ts';
import { privacyOperations } from '../../shared/privacy/serve-privacy.ts';
import { makeTakeAnswer } from '../../shared/privacy/take-answer.ts';
import { makeVouchForChains } from '../../shared/privacy/vouch-for-chains.ts';
import { wakeCase } from '../../shared/privacy/wake-case.ts';
import { makeWatchOpenCases } from '../../shared/privacy/watch-open-cases.ts';
import { apiHandler } from '../../shared/runtime/api-handler.ts';
import { keyPair } from './certificates.ts';
import { START } from './erasure-world.ts';
import { CONTEXT, type HttpRequest, httpEvent } from './lambda.ts';
import { MemoryDynamo } from './memory-dynamo.ts';

const TABLE = 'cases';
const SIGNER = keyPair().digestSigner();

/** A key whose MACs are as good as those of KMS, and that everybody knows. */
export const MAC = {
  sign: async (message: Uint8Array) => createHmac('sha256', 'test').update(message).digest(),
};

/** Seals by turning bits, so that what is stored is not what was said. */
const SEAL = {
  seal: async (_id: string, bytes: Uint8Array) => bytes.map((byte) => byte ^ 0x5a),
  open: async (_id: string, bytes: Uint8Array) => bytes.map((byte) => byte ^ 0x5a),
};

/** The API of erasure over an in-memory table, with the real handlers and stores, at a time that is set. */
export function privacyApi(privacy: PrivacySection) {
  const dynamo = new MemoryDynamo();
  const chain = new AuditChainStore(dynamo.client, TABLE);
  const journal = new AuditJournalStore(dynamo.client, TABLE, chain);
  const store = new CaseStore(dynamo.client, TABLE, chain);
  const lists = new CaseListStore(dynamo.client, TABLE);
  const holds = new HoldStore(dynamo.client, TABLE, chain);
  const vault = new IdentityVault(dynamo.client, TABLE, SEAL);
  const cleaner = new VaultCleaner(dynamo.client, TABLE);
  const certificates = new CertificateStore(dynamo.client, TABLE, chain);
  const started: string[] = [];
  const taken = new Set<string>();
  const raised: BusEvent[] = [];
  const logged: string[] = [];
  const clock = { now: START, start: async () => {} };
  const log = (event: string, facts: object = {}) => void logged.push(JSON.stringify({ event, ...facts }));
  const telemetry: Telemetry = { info: log, warn: log, count: () => {}, milliseconds: () => {} };
  const now = () => clock.now;
  const timer = {
    start: async ({ caseId, run }: ErasureInput) => {
      await clock.start();
      const name = `${caseId}-${run}`;
      if (!taken.has(name)) started.push(name); // as Step Functions does, which takes a name once
      taken.add(name);
    },
  };
  const wake = wakeCase(timer, telemetry);
  let cases = 0;
  const newId = () => `case-${++cases}`;
  const deps = { store, holds, privacy, telemetry, now };
  const run = apiHandler([
    ...privacyOperations({ ...deps, lists, certificates, vault, cleaner, key: MAC, timer, newId }),
    ...answerOperations(makeTakeAnswer({ ...deps, wake })),
  ]);
  const bus = { put: async (events: readonly BusEvent[]) => void raised.push(...events) };
  const vouch = makeVouchForChains({ journal, signer: async () => SIGNER, telemetry, now });
  const ask = async ({ body, ...request }: Omit<HttpRequest, 'body'> & { readonly body?: unknown }) => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const asked = { userId: 'AIDAEXAMPLE', ...request, ...(text === undefined ? {} : { body: text }) };
    const { statusCode, body: said = '' } = await run(httpEvent(asked), CONTEXT);
    return { status: statusCode, body: JSON.parse(said), text: said };
  };
  return {
    dynamo,
    store,
    holds,
    vault,
    certificates,
    journal,
    started,
    raised,
    logged,
    clock,
    ask,
    watch: makeWatchOpenCases({ ...deps, lists, bus, wake, vouch }),
    later: (ms: number): Instant => {
      clock.now = shift(clock.now, ms);
      return clock.now;
    },
    /** The audit entries, chain by chain, as `actor action target reason`. */
    audited: async () => {
      const { chains } = await journal.trail();
      return Object.values(chains).flatMap((chain) =>
        chain.map((one) => {
          const { actor, action, target, reason } = ChainedEntry.parse(one).entry;
          return [actor, action, target, reason].join(' ');
        }),
      );
    },
    /** Everything that is stored, but what is sealed. */
    everything: () => JSON.stringify(dynamo.items(TABLE).filter(({ pk }) => !String(pk).startsWith('VAULT'))),
  };
}
