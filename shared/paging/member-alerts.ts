import type { Incident } from './incident.ts';
import type { Signal } from './signal.ts';

type Members = Incident['alerts'];

/** An incident takes in at most this many different alerts, so that its record fits the 400 KB of an item. */
export const MOST_MEMBERS = 150;

/** What an incident keeps of an alert that fires. */
export function firingMember({ title, at }: Signal): Members[string] {
  return { state: 'firing', title: title.slice(0, 80).toWellFormed(), changedAt: at };
}

/** Room for one more: cleared alerts make it; undefined when all there is room for are firing. */
export function makeRoom(alerts: Members): Members | undefined {
  const members = Object.entries(alerts);
  if (members.length < MOST_MEMBERS) return alerts;
  const firing = members.filter(([, { state }]) => state === 'firing');
  return firing.length < MOST_MEMBERS ? Object.fromEntries(firing) : undefined;
}

/** An alert by the sender's own name for it, which may be the name of something that every object has. */
export function memberOf(incident: Incident | undefined, fingerprint: string): Members[string] | undefined {
  if (incident === undefined || !Object.hasOwn(incident.alerts, fingerprint)) return undefined;
  return incident.alerts[fingerprint];
}

/**
 * Whether an alert that names a beginning from before its last end is no late message: Alertmanager takes an alert for
 * resolved when it has not heard of it for a while, and then sends it again as it began.
 */
export function firesAgain({ state, toldAt }: Signal, member: Members[string]): boolean {
  return (
    state === 'firing' && member.state === 'resolved' && toldAt !== undefined && toldAt > member.changedAt
  );
}
