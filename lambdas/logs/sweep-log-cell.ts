import { instant } from '../../shared/kernel/instant.ts';
import { LogsConfig } from '../../shared/logs/config.ts';
import { SweepLogCellEnv } from '../../shared/logs/env.ts';
import { LogGroupStore } from '../../shared/logs/log-group-store.ts';
import { logPlaces } from '../../shared/logs/log-places-client.ts';
import { makeEnterCell, makeSweepLogPage } from '../../shared/logs/sweep-log-page.ts';
import { makeTreatGroup } from '../../shared/logs/treat-group.ts';
import { SweepCellInput } from '../../shared/platform/sweep.ts';
import { makeSweepCell } from '../../shared/platform/sweep-cell.ts';
import { SweepProgressStore } from '../../shared/platform/sweep-progress-store.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(SweepLogCellEnv);
const config = functionConfig(LogsConfig);
const client = documentClient();
const store = new LogGroupStore(client, { groups: env.GROUPS_TABLE, audit: env.AUDIT_TABLE });
const places = logPlaces(env.MEMBER_ROLE, config.organization, Date.now);
const now = () => instant(Date.now());
const treat = makeTreatGroup({ store, telemetry, config, now });

export const handler = taskHandler(
  SweepCellInput,
  makeSweepCell({
    enter: makeEnterCell({ places, store }),
    sweepPage: makeSweepLogPage({ places, store, treat, telemetry, now }),
    progress: new SweepProgressStore(client, env.GROUPS_TABLE),
    telemetry,
    now,
  }),
);
