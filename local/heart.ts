import { setTimeout as pause } from 'node:timers/promises';
import { heartbeatTimes, type PagingConfig } from '../shared/paging/config.ts';
import type { GameControls } from './game-controls.ts';
import { LocalFault } from './local-fault.ts';

/** How often the sweeper comes: its schedule's minute, made short. */
const SWEEP_MS = 5_000;

/**
 * Raises heartbeats at the configured interval and sweeps every five seconds until it is stopped, since schedules, here as
 * on AWS, know nothing below a minute. Resolves with the first thing that failed, or when it was stopped.
 */
export async function beat(
  controls: GameControls,
  { paging }: PagingConfig,
  signal: AbortSignal,
): Promise<unknown> {
  const times = heartbeatTimes(paging);
  if (times === undefined) return new LocalFault('the local configuration has no heartbeat');
  const every = async (ms: number, what: Parameters<GameControls['invoke']>[0]) => {
    while (!signal.aborted) {
      await controls.invoke(what);
      await pause(ms, undefined, { signal });
    }
  };
  return Promise.all([
    every(times.everyMs, 'PagingHeartbeatRaiseHeartbeat'),
    every(SWEEP_MS, 'PagingSweeperSweepLadders'),
  ]).catch((error: unknown) => (signal.aborted ? undefined : error));
}
