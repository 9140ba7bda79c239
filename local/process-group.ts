import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Sends a signal to every process of a group; false where there is none left. */
export function signalGroup(leader: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-leader, signal);
    return true;
  } catch {
    return false;
  }
}

/**
 * Ends a child that was started `detached`, and everything it started: asks, waits at most `graceMs` for the child,
 * then takes what is left of its group. Resolves when the child is gone.
 */
export async function endGroup(child: ChildProcess, graceMs: number): Promise<void> {
  const leader = child.pid;
  if (leader === undefined) return;
  if (isRunning(child)) {
    const exited = once(child, 'exit');
    signalGroup(leader, 'SIGTERM');
    const timer = setTimeout(() => signalGroup(leader, 'SIGKILL'), graceMs);
    await exited;
    clearTimeout(timer);
  }
  signalGroup(leader, 'SIGKILL');
}

/** Whether the child has not exited yet. */
export function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}
