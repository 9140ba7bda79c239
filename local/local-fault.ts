/** Why a local run cannot go on, in one line a person can act on, and where the details are. */
export class LocalFault extends Error {
  override readonly name: string = 'LocalFault';
  readonly log: string | undefined;

  constructor(message: string, log?: string, cause?: unknown) {
    super(message, { cause });
    this.log = log;
  }
}

/** A way of calling that does not exist: the fault is with the caller. */
export class UsageFault extends LocalFault {
  override readonly name = 'UsageFault';
}

/** The fault in one line, with the file that says more. */
export function faultLine(error: unknown): string {
  if (!(error instanceof LocalFault))
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  return error.log === undefined ? error.message : `${error.message} (log: ${error.log})`;
}
