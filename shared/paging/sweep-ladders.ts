import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { IncidentListStore, Overdue } from './incident-list-store.ts';
import type { IncidentStore } from './incident-store.ts';
import type { LadderTimer } from './ladder-client.ts';

export interface SweepLaddersDeps {
  readonly list: Pick<IncidentListStore, 'listOverdue'>;
  readonly store: Pick<IncidentStore, 'read' | 'save'>;
  readonly timer: LadderTimer;
  readonly telemetry: Telemetry;
  readonly now: () => Instant;
}

/** How many ladders are taken up side by side. */
const AT_ONCE = 10;

/**
 * Takes up every ladder that should have acted 30 seconds ago or more: its timer is exchanged for a new one, which acts
 * at once. The count is a metric with an alarm, since a healthy pager has none.
 */
export function makeSweepLadders(deps: SweepLaddersDeps) {
  return async (correlationId: string): Promise<void> => {
    const now = deps.now();
    const overdue = await deps.list.listOverdue(now);
    deps.telemetry.count('OverdueIncidents', overdue.length);
    const failures: unknown[] = [];
    for (let from = 0; from < overdue.length; from += AT_ONCE) {
      const results = await Promise.allSettled(
        overdue.slice(from, from + AT_ONCE).map((it) => takeUp(deps, it, now, correlationId)),
      );
      for (const result of results) if (result.status === 'rejected') failures.push(result.reason);
    }
    if (failures.length > 0) {
      throw new AppError(`${failures.length} of ${overdue.length} overdue ladders could not be taken up`, {
        code: 'sweep-incomplete',
        kind: 'unavailable',
        cause: failures[0],
      });
    }
  };
}

async function takeUp(
  { store, timer, telemetry }: SweepLaddersDeps,
  { incident: id, run }: Overdue,
  at: Instant,
  correlationId: string,
): Promise<void> {
  const before = await store.read(id);
  const after = { ...before, clock: before.clock + 1 };
  try {
    await store.save(
      { before, after, timeline: [], action: 'ladder.take-up', reason: 'overdue' },
      { at, actor: 'system:sweep-ladders', correlationId },
    );
  } catch (error) {
    if (error instanceof AppError && error.kind === 'conflict') return; // someone else is at it: not overdue after all
    throw error;
  }
  telemetry.warn('ladder-taken-up', { incident: id, wakeAt: before.wakeAt });
  // A page of an earlier run may have been left behind; only a timer of that run sees it.
  const from = Math.min(run ?? after.climb.run, after.climb.run);
  await timer.start({ incidentId: id, clock: after.clock, run: from });
}
