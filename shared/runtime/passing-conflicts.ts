import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** The reasons that DynamoDB gives for cancelling a transaction, one for each of its items. */
export function cancellationCodes(error: unknown): string[] | undefined {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return undefined;
  const reasons =
    'CancellationReasons' in error && Array.isArray(error.CancellationReasons)
      ? error.CancellationReasons
      : [];
  return reasons.map((reason: { Code?: string }) => reason.Code ?? 'None'); // the SDK's CancellationReason
}

/**
 * Has the SDK try a transaction again, with its own jittered backoff, that was cancelled only because another one was at
 * work on an item: that is over in milliseconds, and the senders of an all-hands page all meet at one incident. The SDK
 * by itself retries no cancelled transaction, since most are cancelled by their conditions.
 */
export function retryPassingConflicts(client: DynamoDBClient): DynamoDBClient {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const codes = cancellationCodes(error)?.filter((code) => code !== 'None') ?? [];
        const passes = codes.length > 0 && codes.every((code) => code === 'TransactionConflict');
        throw passes ? Object.assign(error as Error, { $retryable: { throttling: false } }) : error; // it has codes, so it is one
      }
    },
    { step: 'finalizeRequest', priority: 'low', name: 'retryPassingConflicts' },
  );
  return client;
}
