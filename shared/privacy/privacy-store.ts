import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Pause, stepAside } from '../runtime/step-aside.ts';
import { AuditChainStore } from './audit-chain-store.ts';
import { AuditJournalStore } from './audit-journal-store.ts';
import { CaseStore } from './case-store.ts';
import { CertificateStore } from './certificate-store.ts';
import { ConnectorStateStore } from './connector-state-store.ts';
import { ExclusionStore } from './exclusion-store.ts';
import { HoldStore } from './hold-store.ts';
import { TallyStore } from './tally-store.ts';

/** All that is kept in the table of cases, but what is sealed in it. */
export function privacyStores(client: DynamoDBDocumentClient, table: string, pause: Pause = stepAside) {
  const chain = new AuditChainStore(client, table);
  return {
    chain,
    journal: new AuditJournalStore(client, table, chain, pause),
    cases: new CaseStore(client, table, chain),
    holds: new HoldStore(client, table, chain),
    certificates: new CertificateStore(client, table, chain, pause),
    exclusions: new ExclusionStore(client, table),
    tallies: new TallyStore(client, table),
    gates: new ConnectorStateStore(client, table, pause),
  };
}
