import { instant } from '../../shared/kernel/instant.ts';
import { LogsConfig } from '../../shared/logs/config.ts';
import { JudgeLogGroupEnv } from '../../shared/logs/env.ts';
import { makeJudgeLogGroup } from '../../shared/logs/judge-log-group.ts';
import { LogGroupStore } from '../../shared/logs/log-group-store.ts';
import { logPlaces } from '../../shared/logs/log-places-client.ts';
import { makeTreatGroup } from '../../shared/logs/treat-group.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { queueHandler } from '../../shared/runtime/queue-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(JudgeLogGroupEnv);
const config = functionConfig(LogsConfig);
const store = new LogGroupStore(documentClient(), { groups: env.GROUPS_TABLE, audit: env.AUDIT_TABLE });
const now = () => instant(Date.now());

export const handler = queueHandler({
  handle: makeJudgeLogGroup({
    places: logPlaces(env.MEMBER_ROLE, config.organization, Date.now),
    store,
    treat: makeTreatGroup({ store, telemetry, config, now }),
    telemetry,
    now,
  }),
  deadLetterQueueUrl: env.DLQ_URL,
});
