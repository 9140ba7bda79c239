/** What a caller can do about an error; the edges map it to an HTTP status, a batch failure or a workflow error. */
export type ErrorKind =
  | 'invalid'
  | 'forbidden'
  | 'not-found'
  | 'gone'
  | 'too-large'
  | 'conflict'
  | 'throttled'
  | 'unavailable'
  | 'bug';

/** What an error is called that leaves a function: the retry rules of workflows go by these names. */
export const TASK_ERROR = { retryable: 'Retryable', notRetryable: 'NotRetryable' } as const;

/** Where in the input a fault lies, and what was wanted there. Never the value itself: it may be personal. */
interface Fault {
  readonly path: string;
  readonly message: string;
}

interface AppErrorDetails {
  /** Short, stable, for machines: `incident-not-found`. */
  readonly code: string;
  readonly kind: ErrorKind;
  readonly faults?: readonly Fault[] | undefined;
  readonly cause?: unknown;
}

/**
 * An error with a meaning. The message is shown to callers and written to logs, so it carries ids and rules, never
 * addresses, names or free text.
 */
export class AppError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly faults: readonly Fault[];

  constructor(message: string, details: AppErrorDetails) {
    super(message, { cause: details.cause });
    this.name = 'AppError';
    this.code = details.code;
    this.kind = details.kind;
    this.faults = details.faults ?? [];
  }

  /** Whether the same call may succeed later without anyone changing it. */
  get retryable(): boolean {
    return this.kind === 'throttled' || this.kind === 'unavailable' || this.kind === 'conflict';
  }
}

/** Whether something was changed by somebody else since it was read. */
export function isConflict(thrown: unknown): thrown is AppError {
  return thrown instanceof AppError && thrown.kind === 'conflict';
}

/**
 * The AppError for input that does not fit a schema, with the path of each fault. The message, which is logged, names no
 * field that the schema does not: whoever made it up may have put anything there.
 */
export function invalidInput(
  what: string,
  issues: readonly { path: PropertyKey[]; message: string; code?: string }[],
): AppError {
  const faults = issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }));
  const first = faults[0];
  const wrong =
    issues[0]?.code === 'unrecognized_keys' ? 'has a field that is not known' : (first?.message ?? '');
  const where = first === undefined ? '' : `: ${first.path === '' ? 'the value' : first.path}: ${wrong}`;
  return new AppError(`${what} is not valid${where}`, { code: 'invalid-input', kind: 'invalid', faults });
}
