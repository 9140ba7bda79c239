import { instant } from '../../shared/kernel/instant.ts';
import { makeAnswerShortening } from '../../shared/logs/answer-shortening.ts';
import { ServeLogGroupsEnv } from '../../shared/logs/env.ts';
import { LogGroupStore } from '../../shared/logs/log-group-store.ts';
import { logGroupOperations } from '../../shared/logs/serve-log-groups.ts';
import { apiHandler } from '../../shared/runtime/api-handler.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(ServeLogGroupsEnv);
const store = new LogGroupStore(documentClient(), { groups: env.GROUPS_TABLE, audit: env.AUDIT_TABLE });
const now = () => instant(Date.now());

export const handler = apiHandler(logGroupOperations(store, makeAnswerShortening({ store, telemetry, now })));
