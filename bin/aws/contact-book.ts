import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { instant } from '../../shared/kernel/instant.ts';
import { ContactStore } from '../../shared/paging/contact-store.ts';
import type { Occasion } from '../../shared/platform/audit-store.ts';
import { type AwsOptions, regionOf } from '../aws-options.ts';
import { callerActor } from './caller.ts';
import { readStackOutputs } from './stack-outputs.ts';

/** The contacts table, and for what is written into it: who writes, and when. */
export interface ContactBook {
  readonly store: ContactStore;
  occasion(): Promise<Occasion>;
}

/** Opens the contacts table of a stack with the caller's own credentials. @throws UsageFault when it is not deployed */
export async function openContacts(options: AwsOptions): Promise<ContactBook> {
  const region = regionOf(options);
  const outputs = await readStackOutputs(options.stack, region);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region }), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return {
    store: new ContactStore(client, {
      contacts: outputs.valueOf('ContactsTable'),
      audit: outputs.valueOf('AuditTable'),
    }),
    occasion: async () => ({
      at: instant(Date.now()),
      actor: await callerActor(region),
      correlationId: `cli-${randomUUID()}`,
    }),
  };
}
