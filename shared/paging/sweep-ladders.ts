import { AppError } from '../kernel/errors.ts';
import { elapsed, type Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import { wrote } from '../kernel/wrote.ts';
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

const MINUTE_MS = 60_000;
/** From this on a ladder counts as stuck: it was taken up every minute, and that did not help. */
const STUCK_MINUTES = 10;
/**
 * Then it is taken up this seldom, in minutes, since the new execution is bound to fail as well; and at once when nobody
 * has written it for so long: then it was not it that failed, but what it is written to.
 */
const STUCK_EVERY_MINUTES = 5;

/** `late`: it was, and its timer is new. `stuck`: it goes on being late, or could not even be taken up. */
type Outcome = 'late' | 'stuck';

/**
 * Takes up every ladder that should have acted 30 seconds ago or more: its timer is exchanged for a new one, which acts
 * at once. The count is a metric with an alarm, since a healthy pager has none. Those that taking up does not help have
 * another one, so that the next that is late is heard of besides; and none of them keeps the sweeper from the others.
 */
export function makeSweepLadders(deps: SweepLaddersDeps) {
  return async (correlationId: string): Promise<void> => {
    const now = deps.now();
    const overdue = await deps.list.listOverdue(now);
    const outcomes: Outcome[] = [];
    for (let from = 0; from < overdue.length; from += AT_ONCE) {
      const some = overdue.slice(from, from + AT_ONCE);
      outcomes.push(...(await Promise.all(some.map((one) => sweep(deps, one, now, correlationId)))));
    }
    const stuck = outcomes.filter((outcome) => outcome === 'stuck').length;
    deps.telemetry.count('OverdueIncidents', outcomes.length - stuck);
    if (stuck > 0) deps.telemetry.count('StuckIncidents', stuck);
  };
}

async function sweep(
  deps: SweepLaddersDeps,
  overdue: Overdue,
  now: Instant,
  correlationId: string,
): Promise<Outcome> {
  const minutes = Math.floor(elapsed(overdue.since, now) / MINUTE_MS);
  const stuck = minutes >= STUCK_MINUTES;
  const { incident } = overdue;
  if (stuck) deps.telemetry.warn('ladder-stuck', { incident, minutes });
  const rest = stuck && minutes % STUCK_EVERY_MINUTES !== 0 ? STUCK_EVERY_MINUTES * MINUTE_MS : 0;
  try {
    await takeUp(deps, overdue, rest, now, correlationId);
    return stuck ? 'stuck' : 'late';
  } catch (error) {
    const code = error instanceof AppError ? error.code : error instanceof Error ? error.name : typeof error;
    deps.telemetry.warn('ladder-not-taken-up', { incident, minutes, code });
    return 'stuck';
  }
}

/** Exchanges the timer of a ladder, unless it was written less than `rest` milliseconds ago. */
async function takeUp(
  { store, timer, telemetry }: SweepLaddersDeps,
  { incident: id, run }: Overdue,
  rest: number,
  at: Instant,
  correlationId: string,
): Promise<void> {
  const before = await store.read(id);
  if (elapsed(before.updatedAt, at) < rest) return;
  const after = { ...before, clock: before.clock + 1 };
  const saved = store.save(
    { before, after, timeline: [], action: 'ladder.take-up', reason: 'overdue' },
    { at, actor: 'system:sweep-ladders', correlationId },
  );
  if (!(await wrote(saved))) return; // someone else is at it: not overdue after all
  telemetry.warn('ladder-taken-up', { incident: id, wakeAt: before.wakeAt });
  // A page of an earlier run may have been left behind; only a timer of that run sees it.
  const from = Math.min(run ?? after.climb.run, after.climb.run);
  await timer.start({ incidentId: id, clock: after.clock, run: from });
}
