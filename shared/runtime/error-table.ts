import { AppError, type ErrorKind, TASK_ERROR } from '../kernel/errors.ts';
import type { Facts } from '../kernel/telemetry.ts';

/** The HTTP status of each kind of error. */
export const HTTP_STATUS: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  throttled: 429,
  unavailable: 503,
  bug: 500,
};

const THROTTLED = new Set([
  'ThrottlingException',
  'ThrottledException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'ProvisionedThroughputExceededException',
  'LimitExceededException',
  'KMSThrottlingException',
]);
const UNAVAILABLE = new Set([
  'TimeoutError',
  'RequestTimeout',
  'InternalServerError',
  'InternalError',
  'InternalFailure',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'ECONNREFUSED',
  'ECONNRESET',
  'AbortError',
  'DependencyTimeoutException',
]);

/** Any thrown thing as an AppError. What nobody foresaw is a bug, and its message, which may quote input, is withheld. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const { name, code, status } = traits(thrown);
  if (THROTTLED.has(name))
    return new AppError('a dependency is throttling us', { code: name, kind: 'throttled', cause: thrown });
  if (UNAVAILABLE.has(name) || UNAVAILABLE.has(code) || status >= 500) {
    return new AppError('a dependency did not answer', { code: name, kind: 'unavailable', cause: thrown });
  }
  return new AppError('something unexpected happened', { code: name || 'bug', kind: 'bug', cause: thrown });
}

/**
 * The error to let out of a function: named for the workflow's retry rules, and without its cause, which the Lambda
 * runtime would print.
 */
export function errorToThrow(thrown: unknown): AppError {
  const { message, code, kind, faults, retryable } = toAppError(thrown);
  const error = new AppError(message, { code, kind, faults });
  error.name = retryable ? TASK_ERROR.retryable : TASK_ERROR.notRetryable;
  return error;
}

/** What may be logged of an error: names, codes and places in our code, never a foreign message. */
export function errorFacts(thrown: unknown): Facts {
  const { code, kind, message, cause } = toAppError(thrown);
  const origin = thrown instanceof AppError ? (cause ?? thrown) : thrown;
  const frames = origin instanceof Error ? framesOf(origin) : [];
  return { code, kind, reason: message, cause: traits(origin).name, frames };
}

/** Places in code, with line and column; a stack begins with the message, whose lines may look like some. */
function framesOf({ message, stack = '' }: Error): string[] {
  const said = stack.indexOf(message);
  return stack
    .slice(said < 0 ? 0 : said + message.length)
    .split('\n')
    .filter((line) => /^\s+at .+:\d+:\d+\)?$/.test(line))
    .slice(0, 6)
    .map((line) => line.trim());
}

function traits(thrown: unknown): { name: string; code: string; status: number } {
  if (typeof thrown !== 'object' || thrown === null) return { name: typeof thrown, code: '', status: 0 };
  const name = 'name' in thrown && typeof thrown.name === 'string' ? thrown.name : 'Error';
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  const metadata =
    '$metadata' in thrown ? (thrown.$metadata as { httpStatusCode?: unknown } | undefined) : undefined; // the SDK's shape
  const status = typeof metadata?.httpStatusCode === 'number' ? metadata.httpStatusCode : 0;
  return { name, code, status };
}
