import { instant } from '../../shared/kernel/instant.ts';
import { bus } from '../../shared/platform/bus-client.ts';
import { TakeEventEnv } from '../../shared/privacy/env.ts';
import { erasureTimer } from '../../shared/privacy/erasure-timer-client.ts';
import { PrivacyEvent } from '../../shared/privacy/heard-event.ts';
import { privacyStores } from '../../shared/privacy/privacy-store.ts';
import { makeTakeEvent } from '../../shared/privacy/take-event.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(TakeEventEnv);
const take = makeTakeEvent({
  ...privacyStores(documentClient(), env.CASES_TABLE),
  timer: erasureTimer(env.ERASURE_ARN),
  bus: bus(env.BUS_NAME),
  telemetry,
  now: () => instant(Date.now()),
});

export const handler = taskHandler(PrivacyEvent, (event) => take(event, event.id));
