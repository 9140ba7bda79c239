import { setTimeout as pause } from 'node:timers/promises';

/** What was expected and did not happen, or happened and was not expected. */
export class ExpectationFailed extends Error {
  override readonly name = 'ExpectationFailed';
}

const POLL_MS = 100;

/** Asks until it is so or the time is up; resolves with whether it is so. @throws the signal's reason */
export async function until(
  deadline: number,
  signal: AbortSignal,
  isSo: () => Promise<boolean>,
): Promise<boolean> {
  for (;;) {
    signal.throwIfAborted();
    if (await isSo()) return true;
    if (Date.now() >= deadline) return false;
    await pause(POLL_MS, undefined, { signal });
  }
}
