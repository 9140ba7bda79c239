import { randomUUID } from 'node:crypto';
import { instant } from '../../shared/kernel/instant.ts';
import { MacKey } from '../../shared/platform/mac-client.ts';
import { ServeCasesEnv } from '../../shared/privacy/api-env.ts';
import { AuditChainStore } from '../../shared/privacy/audit-chain-store.ts';
import { CaseListStore } from '../../shared/privacy/case-list-store.ts';
import { CaseStore } from '../../shared/privacy/case-store.ts';
import { CertificateStore } from '../../shared/privacy/certificate-store.ts';
import { PrivacyConfig } from '../../shared/privacy/config.ts';
import { erasureTimer } from '../../shared/privacy/erasure-timer-client.ts';
import { HoldStore } from '../../shared/privacy/hold-store.ts';
import { IdentitySeal } from '../../shared/privacy/identity-seal-client.ts';
import { IdentityVault, VaultCleaner } from '../../shared/privacy/identity-vault-store.ts';
import { privacyOperations } from '../../shared/privacy/serve-privacy.ts';
import { apiHandler } from '../../shared/runtime/api-handler.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const { CASES_TABLE: table, ...env } = parseEnv(ServeCasesEnv);
const client = documentClient();
const chain = new AuditChainStore(client, table);

export const handler = apiHandler(
  privacyOperations({
    store: new CaseStore(client, table, chain),
    lists: new CaseListStore(client, table),
    certificates: new CertificateStore(client, table, chain),
    holds: new HoldStore(client, table, chain),
    vault: new IdentityVault(client, table, new IdentitySeal(env.VAULT_KEY_ID)),
    cleaner: new VaultCleaner(client, table),
    key: new MacKey(env.TAG_KEY_ID, 'HMAC_SHA_256'),
    timer: erasureTimer(env.ERASURE_ARN),
    privacy: functionConfig(PrivacyConfig).privacy,
    telemetry,
    newId: randomUUID,
    now: () => instant(Date.now()),
  }),
);
