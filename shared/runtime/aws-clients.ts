import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { logCalls } from './aws-calls.ts';
import { CLIENT_DEFAULTS } from './client-defaults.ts';
import { retryPassingConflicts } from './passing-conflicts.ts';

/** The DynamoDB client: undefined values are left out, as optional fields are. */
export function documentClient(): DynamoDBDocumentClient {
  const client = retryPassingConflicts(logCalls(new DynamoDBClient({ ...CLIENT_DEFAULTS, maxAttempts: 6 })));
  // Senders' labels may have one called `constructor`, by which the SDK would take them for an instance of a class.
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
  });
}
