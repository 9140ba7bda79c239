import { makeCheckChannels } from '../../shared/cost/check-channels.ts';
import { CostConfig } from '../../shared/cost/config.ts';
import { readMailReach } from '../../shared/cost/mail-reach-client.ts';
import { CheckChannelsEnv } from '../../shared/cost/tell-env.ts';
import { bus } from '../../shared/platform/bus-client.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { scheduleHandler } from '../../shared/runtime/schedule-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(CheckChannelsEnv);
const config = functionConfig(CostConfig);

export const handler = scheduleHandler(
  makeCheckChannels({
    read: (teams) => readMailReach(teams, config.organization),
    bus: bus(env.BUS_NAME),
    telemetry,
    config,
  }),
);
