import { instant } from '../../shared/kernel/instant.ts';
import { makeConcludeLogSweep } from '../../shared/logs/conclude-log-sweep.ts';
import { LogsConfig } from '../../shared/logs/config.ts';
import { ConcludeLogSweepEnv } from '../../shared/logs/env.ts';
import { LogGroupStore } from '../../shared/logs/log-group-store.ts';
import { makeTellAnnouncements } from '../../shared/logs/tell-announcements.ts';
import { bus } from '../../shared/platform/bus-client.ts';
import { emailSender } from '../../shared/platform/email-client.ts';
import { homeOf } from '../../shared/platform/member-access.ts';
import { ConcludeInput } from '../../shared/platform/sweep.ts';
import { sweptPlaces } from '../../shared/platform/sweep-config.ts';
import { SweepProgressStore } from '../../shared/platform/sweep-progress-store.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(ConcludeLogSweepEnv);
const config = functionConfig(LogsConfig);
const { organization, logs } = config;
const client = documentClient();
const store = new LogGroupStore(client, { groups: env.GROUPS_TABLE, audit: env.AUDIT_TABLE });
const now = () => instant(Date.now());
const send = emailSender(organization.sender);

export const handler = taskHandler(
  ConcludeInput,
  makeConcludeLogSweep({
    progress: new SweepProgressStore(client, env.GROUPS_TABLE),
    places: sweptPlaces(organization, homeOf(env.MEMBER_ROLE).home),
    tell: makeTellAnnouncements({ store, send, bus: bus(env.BUS_NAME), telemetry, config, now }),
    telemetry,
    apply: logs.apply,
    now,
  }),
);
