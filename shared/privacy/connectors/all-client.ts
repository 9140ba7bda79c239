import type { Instant } from '../../kernel/instant.ts';
import type { Connectors } from '../command-deps.ts';
import type { Signer } from '../signing.ts';
import { lazyConnector } from './lazy-connector.ts';
import { manualConnector } from './manual-connector.ts';

/**
 * Every connector there is, by the kind of system; each makes its client when it is first used, and once.
 * @param signer signs what third parties are told
 */
export function allConnectors(now: () => Instant, signer: () => Promise<Signer>): Connectors {
  return {
    dynamodb: lazyConnector(async () => (await import('./dynamodb-client.ts')).dynamoConnector(now)),
    s3: lazyConnector(async () => (await import('./s3-client.ts')).s3Connector(now)),
    'rds-data': lazyConnector(async () => (await import('./rds-client.ts')).rdsConnector(now)),
    opensearch: lazyConnector(async () => (await import('./opensearch-client.ts')).openSearchConnector(now)),
    cognito: lazyConnector(async () => (await import('./cognito-client.ts')).cognitoConnector(now)),
    http: lazyConnector(async () => (await import('./http-client.ts')).httpConnector(now, signer)),
    queue: lazyConnector(async () => (await import('./queue-client.ts')).queueConnector()),
    manual: manualConnector,
  };
}
