import type { Instant } from '../../kernel/instant.ts';
import type { Connectors } from '../command-deps.ts';
import { lazyConnector } from './lazy-connector.ts';

/** Every connector there is, by the kind of system; each makes its client when it is first used, and once. */
export function allConnectors(now: () => Instant): Connectors {
  return {
    dynamodb: lazyConnector(async () => (await import('./dynamodb-client.ts')).dynamoConnector(now)),
    s3: lazyConnector(async () => (await import('./s3-client.ts')).s3Connector(now)),
  };
}
