import { instant } from '../../shared/kernel/instant.ts';
import { makeAdvanceCase } from '../../shared/privacy/advance-case.ts';
import { CertificateSigner } from '../../shared/privacy/certificate-signer-client.ts';
import { PrivacyConfig } from '../../shared/privacy/config.ts';
import { AdvanceCaseEnv } from '../../shared/privacy/env.ts';
import { ErasureInput } from '../../shared/privacy/erasure-input.ts';
import { VaultCleaner } from '../../shared/privacy/identity-vault-store.ts';
import { makeIssueCertificate } from '../../shared/privacy/issue-certificate.ts';
import { privacyStores } from '../../shared/privacy/privacy-store.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const { CASES_TABLE, SIGNING_KEY_ID } = parseEnv(AdvanceCaseEnv);
const client = documentClient();
const config = functionConfig(PrivacyConfig);
const stores = privacyStores(client, CASES_TABLE);
const signer = () => CertificateSigner.open(SIGNING_KEY_ID);
const advance = makeAdvanceCase({
  ...stores,
  vault: new VaultCleaner(client, CASES_TABLE),
  issue: makeIssueCertificate({ ...stores, signer, config }),
  telemetry,
  config,
  now: () => instant(Date.now()),
});

export const handler = taskHandler(ErasureInput, (input) => advance(input, `${input.caseId}-${input.run}`));
