import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { errorFacts, errorToThrow } from './error-table.ts';
import { logger, metrics } from './telemetry.ts';

/** The bundle for functions woken by a schedule; the event says nothing they need. */
export function scheduleHandler(handle: (requestId: string) => Promise<void>) {
  async function tick(_event: unknown, { awsRequestId }: Context): Promise<void> {
    try {
      await handle(awsRequestId);
    } catch (thrown) {
      logger.error('schedule-failed', errorFacts(thrown));
      throw errorToThrow(thrown);
    }
  }
  return middy<unknown, void>(tick).use([injectLambdaContext(logger), logMetrics(metrics)]);
}
