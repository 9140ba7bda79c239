import { gunzipSync } from 'node:zlib';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { AppError, invalidInput } from '../kernel/errors.ts';
import { errorFacts, errorToThrow } from './error-table.ts';
import { logger, metrics } from './telemetry.ts';

const LogsEvent = z.object({ awslogs: z.object({ data: z.base64() }) });
const LogsPayload = z.object({
  /** `CONTROL_MESSAGE` is sent to try a subscription out. */
  messageType: z.enum(['DATA_MESSAGE', 'CONTROL_MESSAGE']),
  logEvents: z.array(z.object({ message: z.string() })),
});

/** The bundle for functions that a log group's subscription feeds: they get the lines of the log. */
export function logHandler(handle: (lines: readonly string[], requestId: string) => Promise<void>) {
  async function subscribed(event: unknown, { awsRequestId }: Context): Promise<void> {
    try {
      const { messageType, logEvents } = unpack(event);
      if (messageType === 'DATA_MESSAGE')
        await handle(
          logEvents.map(({ message }) => message),
          awsRequestId,
        );
    } catch (thrown) {
      logger.error('log-events-failed', errorFacts(thrown));
      throw errorToThrow(thrown);
    }
  }
  return middy<unknown, void>(subscribed).use([injectLambdaContext(logger), logMetrics(metrics)]);
}

function unpack(event: unknown): z.infer<typeof LogsPayload> {
  const envelope = LogsEvent.safeParse(event);
  if (!envelope.success) throw invalidInput('the log event', envelope.error.issues);
  const payload = LogsPayload.safeParse(inflate(envelope.data.awslogs.data));
  if (!payload.success) throw invalidInput('the log event', payload.error.issues);
  return payload.data;
}

function inflate(data: string): unknown {
  try {
    return JSON.parse(gunzipSync(Buffer.from(data, 'base64')).toString('utf8'));
  } catch (cause) {
    throw new AppError('the log event is not gzipped JSON', {
      code: 'invalid-input',
      kind: 'invalid',
      cause,
    });
  }
}
