import { afresh } from '../kernel/afresh.ts';
import { allDone } from '../kernel/all-done.ts';
import { elapsed, type Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { PagingConfig } from './config.ts';
import { decideChange, type Wish } from './decide-change.ts';
import type { Incident } from './incident.ts';
import type { IncidentStore } from './incident-store.ts';
import type { LadderTimer } from './ladder-client.ts';

export interface ChangeIncidentDeps {
  readonly store: Pick<IncidentStore, 'read' | 'save'>;
  readonly timer: LadderTimer;
  readonly telemetry: Telemetry;
  readonly config: PagingConfig;
  readonly now: () => Instant;
}

/** What came of a wish: done, or refused and why, with the incident as it stands. */
export interface ChangeResult {
  readonly incident: Incident;
  readonly refused?: { readonly code: string; readonly message: string } | undefined;
}

/** Acknowledge, resolve, escalate or note, by a person or an API caller. @throws AppError `not-found` */
export function makeChangeIncident(deps: ChangeIncidentDeps) {
  const one = (id: string, wish: Wish, actor: string, correlationId: string): Promise<ChangeResult> =>
    afresh(() => change(deps, id, wish, actor, correlationId));
  return async (id: string, wish: Wish, actor: string, correlationId: string): Promise<ChangeResult> => {
    const result = await one(id, wish, actor, correlationId);
    const { storm } = result.incident;
    if (wish.action !== 'ack' || storm === undefined) return result;
    // One acknowledgement is for all of the storm, also where an earlier one got no further than the storm itself; those
    // that do not allow it any more are left as they are.
    await allDone(storm.others.map((other) => one(other, wish, actor, correlationId)));
    return result;
  };
}

async function change(
  { store, timer, telemetry, config, now }: ChangeIncidentDeps,
  id: string,
  wish: Wish,
  actor: string,
  correlationId: string,
): Promise<ChangeResult> {
  const before = await store.read(id);
  const at = now();
  const decision = decideChange(before, wish, actor, config, at, correlationId);
  if (decision.kind === 'refuse') return { incident: before, refused: decision };
  const { incident, timeline, reason } = decision;
  // A timer that sleeps past the new time to wake is exchanged for one that does not.
  const sooner =
    incident.wakeAt !== undefined && (before.wakeAt === undefined || incident.wakeAt < before.wakeAt);
  const after = sooner ? { ...incident, clock: before.clock + 1 } : incident;
  const action = `incident.${wish.action}`;
  const saved = await store.save({ before, after, timeline, action, reason }, { at, actor, correlationId });
  if (wish.action === 'ack' && before.climb.run === 1)
    telemetry.milliseconds('TimeToAcknowledge', elapsed(before.openedAt, at));
  telemetry.info('incident-changed', { incident: id, action: wish.action, state: saved.state });
  if (sooner) await timer.start({ incidentId: id, clock: saved.clock, run: saved.climb.run });
  return { incident: saved };
}
