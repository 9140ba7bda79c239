import { elapsed, type Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { SendOutcome } from '../platform/send-outcome.ts';
import { heartbeatTimes, type PagingConfig } from './config.ts';
import { decideDeadMan } from './decide-dead-man.ts';
import type { HeartbeatStore } from './heartbeat-store.ts';

export interface WatchHeartbeatDeps {
  readonly heartbeat: Pick<HeartbeatStore, 'lastArrival' | 'lastCall' | 'claimCall'>;
  /** Posts to a public https address; never throws. */
  readonly post: (url: string, payload: unknown) => Promise<SendOutcome>;
  readonly telemetry: Telemetry;
  readonly config: PagingConfig;
  readonly now: () => Instant;
}

/**
 * Says how old the last synthetic page to arrive is, which an alarm watches, and while it is young enough tells the
 * outside so. To be done after a sweep that succeeded. A call that fails is counted, and made again an interval later.
 */
export function makeWatchHeartbeat({ heartbeat, post, telemetry, config, now }: WatchHeartbeatDeps) {
  return async (): Promise<void> => {
    const times = heartbeatTimes(config.paging);
    if (config.paging.heartbeat === false || times === undefined) return;
    const { deadManUrl } = config.paging.heartbeat;
    const arrival = await heartbeat.lastArrival();
    const at = now();
    if (arrival !== undefined)
      telemetry.milliseconds('HeartbeatAge', Math.max(0, elapsed(arrival.raisedAt, at)));
    if (deadManUrl === undefined) return;
    const lastCall = await heartbeat.lastCall();
    const { call, reason } = decideDeadMan(arrival?.raisedAt, lastCall, times, at);
    if (!call) {
      if (reason !== 'called-already')
        telemetry.warn('dead-man-not-called', { reason, incident: arrival?.incident });
      return;
    }
    if (!(await heartbeat.claimCall(at, lastCall))) return;
    const outcome = await post(deadManUrl, { belltower: 'alive', at });
    if (outcome.ok) return;
    telemetry.count('DeadManCallsFailed', 1);
    telemetry.warn('dead-man-call-failed', { reason: outcome.reason });
  };
}
