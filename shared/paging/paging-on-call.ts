import type { Instant } from '../kernel/instant.ts';
import type { PagingConfig } from './config.ts';
import { notifySteps } from './notify-rules.ts';
import type { OnCall } from './on-call.ts';
import { onCallFrom } from './on-call.ts';
import type { Override } from './override.ts';
import { quietUntil } from './quiet-hours.ts';

/** Who is on call at this moment and how they are told, by the configuration and the overrides of its schedules. */
export function pagingOnCall(config: PagingConfig, at: Instant, overrides: readonly Override[] = []): OnCall {
  const { people } = onCallFrom(config, at, overrides);
  return {
    people,
    steps: (person, severity) => notifySteps(config, person, severity),
    quietUntil: (person, severity) => quietUntil(config.organization, person, severity, at),
    reports: (method) => method === 'sms' && config.paging.smsReceipts,
  };
}
