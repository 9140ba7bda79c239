import type { Instant } from '../kernel/instant.ts';
import { nextDue } from './climb.ts';
import { isCalm } from './flapping.ts';
import type { Incident } from './incident.ts';
import type { OnCall } from './on-call.ts';
import type { NextStep } from './page-view.ts';
import { isCatchAll, type Ladders, rungAt } from './rungs.ts';

/**
 * What happens next if nobody acts, as it looks now: `onCallAt` answers who will be on call at that moment. Undefined
 * when nothing will.
 */
export function forecast(
  incident: Incident,
  ladders: Ladders,
  onCallAt: (at: Instant) => Pick<OnCall, 'people'>,
  now: Instant,
): NextStep | undefined {
  if (incident.state === 'resolved' || incident.tier !== 'page') return undefined;
  if (incident.state === 'acknowledged')
    return { at: incident.ack.expiresAt, people: [], what: 'ack-expires' };
  if (isCalm(incident)) return { at: incident.flapping?.until ?? now, people: [], what: 'calm' };
  const due = nextDue(incident.climb, ladders, incident.severity);
  const at = due > now ? due : now;
  const targets = rungAt(ladders, incident.severity, incident.climb.next)?.targets ?? [];
  const people = [...new Set(targets.flatMap((target) => onCallAt(at).people(target).people))];
  return { at, people, what: isCatchAll(ladders, incident.climb.next.pass) ? 'catch-all' : 'rung' };
}
