import { instant } from '../../shared/kernel/instant.ts';
import { LogsConfig } from '../../shared/logs/config.ts';
import { WatchLogVolumeEnv } from '../../shared/logs/env.ts';
import { logPlaces } from '../../shared/logs/log-places-client.ts';
import { logVolumes } from '../../shared/logs/log-volume-client.ts';
import { VolumeStore } from '../../shared/logs/volume-store.ts';
import { makeWatchLogVolume } from '../../shared/logs/watch-log-volume.ts';
import { bus } from '../../shared/platform/bus-client.ts';
import { homeOf } from '../../shared/platform/member-access.ts';
import { sweptPlaces } from '../../shared/platform/sweep-config.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { scheduleHandler } from '../../shared/runtime/schedule-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(WatchLogVolumeEnv);
const config = functionConfig(LogsConfig);
const { organization } = config;

export const handler = scheduleHandler(
  makeWatchLogVolume({
    cells: sweptPlaces(organization, homeOf(env.MEMBER_ROLE).home),
    enter: logVolumes(env.MEMBER_ROLE, organization, Date.now),
    places: logPlaces(env.MEMBER_ROLE, organization, Date.now),
    store: new VolumeStore(documentClient(), env.GROUPS_TABLE),
    bus: bus(env.BUS_NAME),
    telemetry,
    config,
    now: () => instant(Date.now()),
  }),
);
