import { AppError } from '../kernel/errors.ts';
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

const MOST_ATTEMPTS = 5;

/** What came of a wish: done, or refused and why, with the incident as it stands. */
export interface ChangeResult {
  readonly incident: Incident;
  readonly refused?: { readonly code: string; readonly message: string } | undefined;
}

/** Acknowledge, resolve, escalate or note, by a person or an API caller. @throws AppError `not-found` */
export function makeChangeIncident(deps: ChangeIncidentDeps) {
  return async (id: string, wish: Wish, actor: string, correlationId: string): Promise<ChangeResult> => {
    for (let attempt = 1; ; attempt++) {
      const before = await deps.store.read(id);
      const at = deps.now();
      const decision = decideChange(before, wish, actor, deps.config, at, correlationId);
      if (decision.kind === 'refuse') return { incident: before, refused: decision };
      try {
        const { timeline, reason } = decision;
        // A timer that sleeps past the new time to wake is exchanged for one that does not.
        const sooner =
          decision.incident.wakeAt !== undefined &&
          (before.wakeAt === undefined || decision.incident.wakeAt < before.wakeAt);
        const after = sooner ? { ...decision.incident, clock: before.clock + 1 } : decision.incident;
        const saved = await deps.store.save(
          { before, after, timeline, action: `incident.${wish.action}`, reason },
          { at, actor, correlationId },
        );
        if (wish.action === 'ack')
          deps.telemetry.milliseconds('TimeToAcknowledge', elapsed(before.openedAt, at));
        deps.telemetry.info('incident-changed', { incident: id, action: wish.action, state: saved.state });
        if (sooner) await deps.timer.start({ incidentId: id, clock: saved.clock, run: saved.climb.run });
        return { incident: saved };
      } catch (error) {
        if (!(error instanceof AppError) || error.kind !== 'conflict' || attempt >= MOST_ATTEMPTS)
          throw error;
      }
    }
  };
}
