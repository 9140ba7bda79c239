import { instant } from '../../shared/kernel/instant.ts';
import { RaiseHeartbeatEnv } from '../../shared/paging/env.ts';
import { ALERT_RAISED } from '../../shared/paging/events.ts';
import { heartbeatAlert } from '../../shared/paging/heartbeat.ts';
import { bus } from '../../shared/platform/bus-client.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { scheduleHandler } from '../../shared/runtime/schedule-handler.ts';

const env = parseEnv(RaiseHeartbeatEnv);
const belltower = bus(env.BUS_NAME);

export const handler = scheduleHandler(() =>
  belltower.put([{ ...ALERT_RAISED, detail: heartbeatAlert(instant(Date.now())) }]),
);
