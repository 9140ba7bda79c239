import type { Instant } from '../kernel/instant.ts';
import { type Operation, operation } from '../runtime/api-handler.ts';
import { allOverrides } from './all-overrides.ts';
import { onCallCalendar, REFRESH_SECONDS } from './calendar.ts';
import type { CalendarLinks } from './calendar-link-client.ts';
import type { PagingConfig } from './config.ts';
import type { OverrideListStore } from './override-store.ts';
import { OpenCalendar } from './schedule-api.ts';

export interface ShowCalendarDeps {
  readonly links: Pick<CalendarLinks, 'open'>;
  readonly store: Pick<OverrideListStore, 'list'>;
  readonly config: PagingConfig;
  readonly now: () => Instant;
}

const HEADERS = {
  'content-type': 'text/calendar; charset=utf-8',
  'cache-control': `private, max-age=${REFRESH_SECONDS}`,
};

/** Calendars for whoever holds a link: one call to check it, one to read the overrides. */
export function calendarOperations({ links, store, config, now }: ShowCalendarDeps): Operation[] {
  return [
    operation(OpenCalendar, async ({ params }) => {
      const subject = await links.open(params.token, config);
      const body = onCallCalendar(subject, config, await allOverrides(store), now());
      return { status: 200, headers: HEADERS, body };
    }),
  ];
}
