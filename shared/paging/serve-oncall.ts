import { AppError } from '../kernel/errors.ts';
import { elapsed, epochMs, type Instant, nearestInstant, parseInstant } from '../kernel/instant.ts';
import { type Operation, operation } from '../runtime/api-handler.ts';
import { allOverrides } from './all-overrides.ts';
import type { PagingConfig } from './config.ts';
import { onCallAt } from './on-call.ts';
import { ReadOncall } from './oncall-api.ts';
import type { OverrideListStore } from './override-store.ts';
import { ListOverrides, ReadShifts } from './schedule-api.ts';
import { scheduleOf } from './schedule-of.ts';
import { gapsIn, shifts } from './shifts.ts';

const DAY_MS = 86_400_000;
const USUAL_DAYS = 14;
const MOST_DAYS = 366;

/** Who is on call, over the API: by the configuration and the overrides of its schedules. */
export function oncallOperations(
  config: PagingConfig,
  store: Pick<OverrideListStore, 'list'>,
  now: () => Instant,
): Operation[] {
  return [
    operation(ReadOncall, async ({ query }) => {
      const at = parseInstant(query.at ?? now()) ?? now();
      const overrides = await allOverrides(store);
      const schedules = config.paging.schedules.map((schedule) => ({
        schedule: schedule.id,
        people: onCallAt(schedule, at, overrides),
      }));
      return { status: 200, body: { at, schedules } };
    }),
    operation(ReadShifts, async ({ params, query }) => {
      const schedule = scheduleOf(config, params.id);
      const from = parseInstant(query.from ?? now()) ?? now();
      const to = parseInstant(query.to ?? '') ?? nearestInstant(epochMs(from) + USUAL_DAYS * DAY_MS);
      refuseUnlessWithin(from, to);
      const found = shifts(schedule, await allOverrides(store), from, to);
      return {
        status: 200,
        body: { schedule: schedule.id, from, to, shifts: found, gaps: gapsIn(found, from, to) },
      };
    }),
    operation(ListOverrides, async ({ params }) => {
      const { id } = scheduleOf(config, params.id);
      const overrides = (await allOverrides(store)).filter(({ schedule }) => schedule === id);
      return { status: 200, body: { schedule: id, overrides } };
    }),
  ];
}

function refuseUnlessWithin(from: Instant, to: Instant): void {
  const ms = elapsed(from, to);
  if (ms > 0 && ms <= MOST_DAYS * DAY_MS) return;
  const wanted = `an instant after from, by ${MOST_DAYS} days at most`;
  throw new AppError(`the query is not valid: to: ${wanted}`, {
    code: 'invalid-input',
    kind: 'invalid',
    faults: [{ path: 'to', message: wanted }],
  });
}
