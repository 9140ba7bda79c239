import { afresh } from '../kernel/afresh.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { SendOutcome } from '../platform/send-outcome.ts';
import { heartbeatStages } from './heartbeat.ts';
import type { HeartbeatStore } from './heartbeat-store.ts';
import type { Incident, TimelineEntry } from './incident.ts';
import type { IncidentStore } from './incident-store.ts';
import { toResolved } from './transitions.ts';

/** What a page of the heartbeat comes to. @throws when a table does not answer; the page is then tried again */
export type ReachSink = (incident: Incident, at: Instant, correlationId: string) => Promise<SendOutcome>;

export interface ReachSinkDeps {
  readonly heartbeat: Pick<HeartbeatStore, 'recordArrival'>;
  readonly store: Pick<IncidentStore, 'read' | 'save'>;
  readonly telemetry: Telemetry;
}

const ACTOR = 'system:heartbeat';

/**
 * The end of the heartbeat's way: nothing is sent. The arrival is recorded, how long each stage took is measured, and the
 * incident is over, so that none stays open. What a crash leaves undone, the page's next try does.
 */
export function makeReachSink({ heartbeat, store, telemetry }: ReachSinkDeps): ReachSink {
  return async (incident, at, correlationId) => {
    await heartbeat.recordArrival({
      v: 1,
      raisedAt: incident.startedAt,
      arrivedAt: at,
      incident: incident.id,
    });
    for (const [stage, ms] of Object.entries(heartbeatStages(incident, at)))
      telemetry.milliseconds('HeartbeatStage', ms, { stage });
    await afresh(() => resolve(store, incident.id, at, correlationId));
    return { ok: true, reason: 'delivered' };
  };
}

async function resolve(
  store: Pick<IncidentStore, 'read' | 'save'>,
  id: string,
  at: Instant,
  correlationId: string,
): Promise<void> {
  const before = await store.read(id);
  if (before.state === 'resolved') return;
  const reason = 'heartbeat-arrived';
  const after = toResolved({ ...before, wakeAt: undefined }, { by: ACTOR, at, reason });
  const entry: TimelineEntry = { v: 1, at, key: reason, kind: 'resolved', actor: ACTOR, reason };
  await store.save(
    { before, after, timeline: [entry], action: 'incident.resolve', reason },
    { at, actor: ACTOR, correlationId },
  );
}
