import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { logCalls } from './aws-calls.ts';
import { retryPassingConflicts } from './passing-conflicts.ts';

/** For every client: three attempts with jittered backoff, and no call that hangs longer than a page may wait. */
export const CLIENT_DEFAULTS = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
} as const;

/** For messages to people, which no provider takes twice for one: the ladder itself sees to another try. */
export const SENT_ONCE = { ...CLIENT_DEFAULTS, maxAttempts: 1 } as const;

/** The DynamoDB client: undefined values are left out, as optional fields are. */
export function documentClient(): DynamoDBDocumentClient {
  const client = retryPassingConflicts(logCalls(new DynamoDBClient({ ...CLIENT_DEFAULTS, maxAttempts: 6 })));
  // Senders' labels may have one called `constructor`, by which the SDK would take them for an instance of a class.
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
  });
}
