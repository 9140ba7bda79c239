import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { logCalls } from './aws-calls.ts';
import { clientOptions, PATIENCE } from './client-options.ts';
import { retryPassingConflicts } from './passing-conflicts.ts';

/** The DynamoDB client of a function. */
export function documentClient(): DynamoDBDocumentClient {
  return documentsOf(retryPassingConflicts(logCalls(new DynamoDBClient(clientOptions(PATIENCE.dynamoDb)))));
}

/** Reads and writes documents: undefined values are left out, as optional fields are. */
export function documentsOf(client: DynamoDBClient): DynamoDBDocumentClient {
  // Senders' labels may have one called `constructor`, by which the SDK would take them for an instance of a class.
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
  });
}
