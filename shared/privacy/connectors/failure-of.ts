import { AppError, type ErrorKind } from '../../kernel/errors.ts';
import { toAppError } from '../../runtime/error-table.ts';
import { type EraseAnswer, type Failure, FailureCode } from '../progress.ts';

/** That a system did not do what it was told, in words that are ours. */
export type Failed = Extract<EraseAnswer, { answer: 'failed' }>;

/** What was being done when a system refused. */
export type Right = 'read' | 'write';

const FAILURE: Readonly<Record<FailureCode, Failure>> = {
  'rate-limited': 'throttled',
  down: 'unavailable',
  'timed-out': 'no-answer',
  'no-read-right': 'forbidden',
  'no-write-right': 'forbidden',
  'target-missing': 'misconfigured',
  'key-missing': 'misconfigured',
  rejected: 'misconfigured',
  'answer-unreadable': 'bug',
  unexpected: 'bug',
};

const KIND: Readonly<Record<Failure, ErrorKind>> = {
  throttled: 'throttled',
  unavailable: 'unavailable',
  'no-answer': 'unavailable',
  forbidden: 'forbidden',
  misconfigured: 'not-found',
  bug: 'bug',
};

/** What services call their errors, where the name says more than the status. */
const CODES: Readonly<Record<string, FailureCode>> = {
  ResourceNotFoundException: 'target-missing',
  NoSuchBucket: 'target-missing',
  QueueDoesNotExist: 'target-missing',
  DatabaseNotFoundException: 'target-missing',
  HttpEndpointNotEnabledException: 'target-missing',
  AccessDenied: 'no-read-right',
  AccessDeniedException: 'no-read-right',
  NotAuthorizedException: 'no-read-right',
  SecretsErrorException: 'no-read-right',
  InvalidSecretException: 'no-read-right',
  SlowDown: 'rate-limited',
  DatabaseResumingException: 'down',
  DatabaseUnavailableException: 'down',
  TransactionConflictException: 'rate-limited',
  TransactionInProgressException: 'rate-limited',
  StatementTimeoutException: 'timed-out',
  RequestTimeoutException: 'timed-out',
  TimeoutError: 'timed-out',
  AbortError: 'timed-out',
};

/** An answer that says what went wrong, and with it whether trying again can help. */
export function failed(code: FailureCode, retryAfterMs?: number): Failed {
  const answer = { answer: 'failed', failure: FAILURE[code], code } as const;
  return retryAfterMs === undefined ? answer : { ...answer, retryAfterMs };
}

/** The same to be thrown, from within; `failureOf` reads it. */
export function connectorError(code: FailureCode): AppError {
  return new AppError('a system did not do what it was told', { code, kind: KIND[FAILURE[code]] });
}

/**
 * What was thrown, as an answer: by its name and status. Its text is not looked at, for it may quote a person.
 * @param right what was being done: a refusal says which right is missing
 */
export function failureOf(thrown: unknown, right: Right): Failed {
  const code = codeOf(thrown);
  return failed(code === 'no-read-right' && right === 'write' ? 'no-write-right' : code);
}

/** The same as an error, for who asks a system a question. */
export function errorOf(thrown: unknown, right: Right): AppError {
  return connectorError(failureOf(thrown, right).code);
}

/** Waits for what changes a system; what it throws tells of the right to write. */
export async function writing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw errorOf(error, 'write');
  }
}

function codeOf(thrown: unknown): FailureCode {
  if (thrown instanceof AppError) {
    const own = FailureCode.safeParse(thrown.code);
    if (own.success) return own.data;
  }
  const { kind, code: name } = toAppError(thrown);
  const known = Object.hasOwn(CODES, name) ? CODES[name] : undefined;
  if (known !== undefined) return known;
  if (kind === 'throttled') return 'rate-limited';
  if (kind === 'unavailable') return 'down';
  switch (statusOf(thrown)) {
    case 400:
      return 'rejected';
    case 401:
    case 403:
      return 'no-read-right';
    case 404:
      return 'target-missing';
    default:
      return 'unexpected';
  }
}

function statusOf(thrown: unknown): number | undefined {
  const metadata =
    typeof thrown === 'object' && thrown !== null && '$metadata' in thrown ? thrown.$metadata : undefined;
  return typeof metadata === 'object' &&
    metadata !== null &&
    'httpStatusCode' in metadata &&
    typeof metadata.httpStatusCode === 'number'
    ? metadata.httpStatusCode
    : undefined;
}
