import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type * as z from 'zod';
import { invalidInput } from '../kernel/errors.ts';
import { errorFacts, errorToThrow } from './error-table.ts';
import { logger, metrics } from './telemetry.ts';

/** The bundle for a step of a workflow: input by its schema, errors by name, so that the workflow can tell them apart. */
export function taskHandler<S extends z.ZodType, R>(schema: S, handle: (input: z.output<S>) => Promise<R>) {
  async function task(event: unknown): Promise<R> {
    try {
      const parsed = schema.safeParse(event);
      if (!parsed.success) throw invalidInput('the task input', parsed.error.issues);
      return await handle(parsed.data);
    } catch (thrown) {
      logger.error('task-failed', errorFacts(thrown));
      throw errorToThrow(thrown);
    }
  }
  return middy<unknown, R>(task).use([injectLambdaContext(logger), logMetrics(metrics)]);
}
