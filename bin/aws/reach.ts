import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AppError } from '../../shared/kernel/errors.ts';
import type { Instant } from '../../shared/kernel/instant.ts';
import { allOverrides } from '../../shared/paging/all-overrides.ts';
import type { PagingConfig } from '../../shared/paging/config.ts';
import { readContacts } from '../../shared/paging/contact-batch-store.ts';
import { loadReach } from '../../shared/paging/load-reach.ts';
import { OverrideListStore } from '../../shared/paging/override-store.ts';
import { accountSources } from '../../shared/paging/reach-account-client.ts';
import type { ReachFacts } from '../../shared/paging/reach-check.ts';
import { documentsOf } from '../../shared/runtime/aws-clients.ts';
import { type AwsOptions, regionOf } from '../aws-options.ts';
import { UsageFault } from '../usage-fault.ts';
import { readStackOutputs } from './stack-outputs.ts';

/** Looks up what pages depend on, with the caller's own credentials. Where there is no stack, what its tables hold is not known. */
export function readReach(
  options: AwsOptions,
  { organization: { people, sender } }: PagingConfig,
  now: Instant,
  told: (done: number, all: number) => void,
): Promise<ReachFacts> {
  const region = regionOf(options);
  const client = documentsOf(new DynamoDBClient({ region }));
  const ids = people.map(({ id }) => id);
  const outputs = outputsOf(options.stack, region);
  outputs.catch(() => {}); // whoever reads a table is told
  const contacts = {
    action: 'dynamodb:BatchGetItem',
    read: async () => readContacts(client, (await outputs).valueOf('ContactsTable'), ids),
  };
  const overrides = {
    action: 'dynamodb:Query',
    read: async () => allOverrides(new OverrideListStore(client, (await outputs).valueOf('IncidentsTable'))),
  };
  return loadReach({ ...accountSources(sender, now, { region }), contacts, overrides }, told);
}

async function outputsOf(stack: string, region: string) {
  try {
    return await readStackOutputs(stack, region);
  } catch (cause) {
    if (!(cause instanceof UsageFault)) throw cause;
    throw new AppError('the stack is not deployed', { code: 'no-such-stack', kind: 'not-found', cause });
  }
}
