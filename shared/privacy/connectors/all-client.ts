import type { Instant } from '../../kernel/instant.ts';
import type { Connectors } from '../command-deps.ts';
import { DynamoTableClient, recordsClient } from './dynamodb-client.ts';
import { DynamoConnector } from './dynamodb-connector.ts';

/** Every connector there is, by the kind of system; clients are made for each once. */
export function allConnectors(now: () => Instant): Connectors {
  const clients = new Map<string | undefined, ReturnType<typeof recordsClient>>();
  const recordsIn = (region: string | undefined) => {
    const client = clients.get(region) ?? recordsClient(region);
    clients.set(region, client);
    return client;
  };
  return {
    dynamodb: new DynamoConnector({
      table: (name, region) => new DynamoTableClient(recordsIn(region), name),
      now,
    }),
  };
}
