import { type Instant, parseInstant } from '../kernel/instant.ts';
import { type Operation, operation } from '../runtime/api-handler.ts';
import { ReadOncall } from './api.ts';
import type { PagingConfig } from './config.ts';
import { onCallAt } from './on-call.ts';

/** Who is on call, over the API. */
export function oncallOperations(config: PagingConfig, now: () => Instant): Operation[] {
  return [
    operation(ReadOncall, async ({ query }) => {
      const at = parseInstant(query.at ?? now()) ?? now();
      const schedules = config.paging.schedules.map((schedule) => ({
        schedule: schedule.id,
        people: onCallAt(schedule, at),
      }));
      return { status: 200, body: { at, schedules } };
    }),
  ];
}
