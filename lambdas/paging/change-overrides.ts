import { instant } from '../../shared/kernel/instant.ts';
import { makeChangeOverride } from '../../shared/paging/change-override.ts';
import { PagingConfig } from '../../shared/paging/config.ts';
import { ChangeOverridesEnv } from '../../shared/paging/env.ts';
import { OverrideStore } from '../../shared/paging/override-store.ts';
import { overrideOperations } from '../../shared/paging/serve-overrides.ts';
import { apiHandler } from '../../shared/runtime/api-handler.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(ChangeOverridesEnv);

export const handler = apiHandler(
  overrideOperations(
    makeChangeOverride({
      store: new OverrideStore(documentClient(), { incidents: env.INCIDENTS_TABLE, audit: env.AUDIT_TABLE }),
      telemetry,
      config: functionConfig(PagingConfig),
      now: () => instant(Date.now()),
    }),
  ),
);
