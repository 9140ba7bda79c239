import { instant } from '../../shared/kernel/instant.ts';
import { CalendarLinks } from '../../shared/paging/calendar-link-client.ts';
import { PagingConfig } from '../../shared/paging/config.ts';
import { ShowCalendarEnv } from '../../shared/paging/env.ts';
import { OverrideListStore } from '../../shared/paging/override-store.ts';
import { calendarOperations } from '../../shared/paging/serve-calendar.ts';
import { apiHandler } from '../../shared/runtime/api-handler.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';

const env = parseEnv(ShowCalendarEnv);

export const handler = apiHandler(
  calendarOperations({
    links: new CalendarLinks(env.INTEGRATION_KEY_ID),
    store: new OverrideListStore(documentClient(), env.INCIDENTS_TABLE),
    config: functionConfig(PagingConfig),
    now: () => instant(Date.now()),
  }),
);
