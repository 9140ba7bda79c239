import { instant } from '../../shared/kernel/instant.ts';
import { PagingConfig } from '../../shared/paging/config.ts';
import { ReadOncallEnv } from '../../shared/paging/env.ts';
import { OverrideListStore } from '../../shared/paging/override-store.ts';
import { oncallOperations } from '../../shared/paging/serve-oncall.ts';
import { apiHandler } from '../../shared/runtime/api-handler.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';

const env = parseEnv(ReadOncallEnv);

export const handler = apiHandler(
  oncallOperations(
    functionConfig(PagingConfig),
    new OverrideListStore(documentClient(), env.INCIDENTS_TABLE),
    () => instant(Date.now()),
  ),
);
