import { instant } from '../../shared/kernel/instant.ts';
import { bus } from '../../shared/platform/bus-client.ts';
import { MacKey } from '../../shared/platform/mac-client.ts';
import { CertificateSigner } from '../../shared/privacy/certificate-signer-client.ts';
import { PrivacyConfig } from '../../shared/privacy/config.ts';
import { allConnectors } from '../../shared/privacy/connectors/all-client.ts';
import { RunCommandEnv } from '../../shared/privacy/env.ts';
import { CommandPointer } from '../../shared/privacy/erasure-input.ts';
import { functionSubjectKeys } from '../../shared/privacy/function-subject-keys-client.ts';
import { IdentitySeal } from '../../shared/privacy/identity-seal-client.ts';
import { IdentityVault } from '../../shared/privacy/identity-vault-store.ts';
import { privacyStores } from '../../shared/privacy/privacy-store.ts';
import { makeRunCommand } from '../../shared/privacy/run-command.ts';
import { SystemAddresses } from '../../shared/privacy/system-address-client.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(RunCommandEnv);
const client = documentClient();
const now = () => instant(Date.now());
const run = makeRunCommand({
  ...privacyStores(client, env.CASES_TABLE),
  vault: new IdentityVault(client, env.CASES_TABLE, new IdentitySeal(env.VAULT_KEY_ID)),
  addresses: new SystemAddresses(),
  connectors: allConnectors(now, () => CertificateSigner.open(env.COMMAND_KEY_ID)),
  keys: functionSubjectKeys(Date.now),
  mac: new MacKey(env.TAG_KEY_ID, 'HMAC_SHA_256'),
  callbacks: new MacKey(env.CALLBACK_KEY_ID, 'HMAC_SHA_256'),
  bus: bus(env.BUS_NAME),
  telemetry,
  config: functionConfig(PrivacyConfig),
  apiUrl: env.API_URL,
  now,
});

export const handler = taskHandler(CommandPointer, (input) => run(input, `${input.caseId}-${input.run}`));
