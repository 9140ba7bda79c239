import { instant } from '../../shared/kernel/instant.ts';
import { allOverrides } from '../../shared/paging/all-overrides.ts';
import { makeCheckReach } from '../../shared/paging/check-reach.ts';
import { PagingConfig } from '../../shared/paging/config.ts';
import { readContacts } from '../../shared/paging/contact-batch-store.ts';
import { CheckReachEnv } from '../../shared/paging/env.ts';
import { OverrideListStore } from '../../shared/paging/override-store.ts';
import { accountSources } from '../../shared/paging/reach-account-client.ts';
import { bus } from '../../shared/platform/bus-client.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { scheduleHandler } from '../../shared/runtime/schedule-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(CheckReachEnv);
const config = functionConfig(PagingConfig);
const { people, sender } = config.organization;
const ids = people.map(({ id }) => id);
const client = documentClient();
const contacts = {
  action: 'dynamodb:BatchGetItem',
  read: () => readContacts(client, env.CONTACTS_TABLE, ids),
};
const stored = new OverrideListStore(client, env.INCIDENTS_TABLE);
const overrides = { action: 'dynamodb:Query', read: () => allOverrides(stored) };

export const handler = scheduleHandler(
  makeCheckReach({
    sources: (now) => ({ ...accountSources(sender, now), contacts, overrides }),
    bus: bus(env.BUS_NAME),
    telemetry,
    config,
    now: () => instant(Date.now()),
  }),
);
