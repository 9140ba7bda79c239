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
