import type { Instant } from '../kernel/instant.ts';
import { type Admission, admitAlert, type Circumstances, type DropReason } from './admit-alert.ts';
import type { Incident } from './incident.ts';
import type { RoutedAlert } from './route-alert.ts';

/** A routed alert and the name of what it came in, which no other alert shares. */
export interface Arrival {
  readonly routed: RoutedAlert;
  readonly eventId: string;
}

type Change = Exclude<Admission, { kind: 'drop' }>;

/** What alerts of one service and key do together. */
export interface Admitted {
  /** How many of the arrivals, from the first on, are decided. The rest is for another write. */
  readonly taken: number;
  /** What one write does to the incident; undefined: nothing. */
  readonly change: Change | undefined;
  /** Why the others of them changed nothing. */
  readonly dropped: readonly DropReason[];
}

/** A transaction holds 100 writes: these, the incident with its pointer and wake, and the audit entry. */
const MOST_ENTRIES = 80;

/**
 * `admitAlert` one after the other, as far as it can be written at once. All arrivals are of one service and key, and
 * `last` is the last incident of it. At least one is taken.
 */
export function admitAlerts(
  arrivals: readonly Arrival[],
  last: Incident | undefined,
  circumstances: Omit<Circumstances, 'eventId'>,
): Admitted {
  const dropped: DropReason[] = [];
  let change: Change | undefined;
  let taken = 0;
  for (const { routed, eventId } of arrivals) {
    const admission = admitAlert(routed, change?.incident ?? last, { ...circumstances, eventId });
    if (admission.kind === 'drop') {
      dropped.push(admission.reason);
    } else {
      const both = change === undefined ? admission : together(change, admission, circumstances.now);
      if (both === undefined || both.timeline.length > MOST_ENTRIES) break;
      change = both;
    }
    taken++;
  }
  return { taken, change, dropped };
}

/** Two changes as one; undefined where they are of two incidents, or where an incident would be written only resolved. */
function together(first: Change, next: Change, now: Instant): Change | undefined {
  if (next.kind === 'open') return undefined;
  const timeline = [...first.timeline, ...next.timeline];
  const { incident } = next;
  if (first.kind === 'open') {
    if (incident.state !== 'triggered') return undefined;
    return { ...first, timeline, incident: next.replan ? { ...incident, wakeAt: now } : incident };
  }
  const decisive = next.replan || incident.state === 'resolved' || !first.replan;
  return {
    kind: 'join',
    incident,
    timeline,
    reason: decisive ? next.reason : first.reason,
    replan: incident.state !== 'resolved' && (first.replan || next.replan),
  };
}
