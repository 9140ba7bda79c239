import type { Instant } from '../kernel/instant.ts';
import type { PagingConfig } from './config.ts';
import { HEARTBEAT } from './events.ts';
import { SINK_STEPS } from './heartbeat.ts';
import { notifySteps } from './notify-rules.ts';
import type { OnCall } from './on-call.ts';
import { onCallFrom } from './on-call.ts';
import type { Override } from './override.ts';
import { quietUntil } from './quiet-hours.ts';

/** Who is on call at this moment and how they are told, by the configuration and its overrides; and the sink, which always is. */
export function pagingOnCall(config: PagingConfig, at: Instant, overrides: readonly Override[] = []): OnCall {
  const { people } = onCallFrom(config, at, overrides);
  return {
    people: (target) => (isSink(target) ? { people: [HEARTBEAT] } : people(target)),
    steps: (person, severity) => (person === HEARTBEAT ? SINK_STEPS : notifySteps(config, person, severity)),
    quietUntil: (person, severity) => quietUntil(config.organization, person, severity, at),
    reports: (method) => method === 'sms' && config.paging.smsReceipts,
  };
}

function isSink(target: unknown): boolean {
  return typeof target === 'object' && target !== null && 'person' in target && target.person === HEARTBEAT;
}
