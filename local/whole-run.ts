import { Lifetime } from './lifetime.ts';
import { faultLine, UsageFault } from './local-fault.ts';

/** Exit codes as shells have them: 128 and the number of the signal. */
const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;
const PARENT_EVERY_MS = 250;

/** A run of a program, as its work sees it. */
export interface Run {
  /** What is registered here is closed before the program exits, whatever makes it exit. */
  readonly lifetime: Lifetime;
  /** Ends the lifetime and exits with this code. */
  readonly leave: (code: number) => Promise<never>;
}

/**
 * Runs a program as a whole: once for each process. It exits with what `work` answers; `undefined` leaves it running until
 * it is told to leave. It also exits on a signal (130, 143, 129), when its parent is gone (143), and when `work` throws: one
 * line says why, and the code is 2 for a UsageFault, else 1. What `work` throws once the end has begun is not told.
 */
export async function wholeRun(work: (run: Run) => Promise<number | undefined>): Promise<void> {
  const lifetime = new Lifetime();
  const leave = async (code: number): Promise<never> => {
    await lifetime.end();
    process.exit(code);
  };
  for (const [signal, code] of SIGNALS) process.on(signal, () => void leave(code));
  // npm killed outright does not tell us; being given to another parent does.
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || void leave(143), PARENT_EVERY_MS).unref();
  try {
    const code = await work({ lifetime, leave });
    if (code !== undefined) await leave(code);
  } catch (error) {
    if (lifetime.signal.aborted) return;
    console.error(faultLine(error));
    await leave(error instanceof UsageFault ? 2 : 1);
  }
}
