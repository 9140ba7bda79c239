import { instant } from '../../shared/kernel/instant.ts';
import { PagingConfig } from '../../shared/paging/config.ts';
import { ReadOncallEnv } from '../../shared/paging/env.ts';
import { oncallOperations } from '../../shared/paging/serve-oncall.ts';
import { apiHandler } from '../../shared/runtime/api-handler.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';

parseEnv(ReadOncallEnv);

export const handler = apiHandler(oncallOperations(functionConfig(PagingConfig), () => instant(Date.now())));
