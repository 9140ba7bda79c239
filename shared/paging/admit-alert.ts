import type { IncidentId } from '../kernel/ids.ts';
import { elapsed, type Instant, shift } from '../kernel/instant.ts';
import { hurry, restartClimb } from './climb.ts';
import type { PagingConfig } from './config.ts';
import type { Severity } from './events.ts';
import { findLadders } from './find-ladders.ts';
import { afterChange, isCalm } from './flapping.ts';
import type { Incident, TimelineEntry } from './incident.ts';
import { firesAgain, firingMember, makeRoom, memberOf } from './member-alerts.ts';
import { type OpenedIncident, openIncident } from './open-incident.ts';
import { matchableOf, type RoutedAlert } from './route-alert.ts';
import { type Silence, silenceOf } from './silence.ts';
import { toResolved, toTriggered } from './transitions.ts';

/** What an alert does: opens an incident, changes an open one, or nothing, and why. */
export type Admission =
  | OpenedIncident
  | {
      readonly kind: 'join';
      readonly incident: Incident;
      readonly timeline: readonly TimelineEntry[];
      readonly reason: string;
      /** The ladder must be looked at now, not when it would have woken. */
      readonly replan: boolean;
    }
  | { readonly kind: 'drop'; readonly reason: DropReason };

/** Why an alert changed nothing. Each is recorded. */
export type DropReason = 'tier-log' | 'nothing-open' | 'out-of-order' | 'already-known' | 'too-many-alerts';

/** What an alert is admitted under. */
export interface Circumstances {
  readonly config: PagingConfig;
  readonly silences: readonly Silence[];
  readonly now: Instant;
  /** Names the message the alert came in, so that the same message twice leaves one entry. */
  readonly eventId: string;
  /** What an incident that it opens will be called. */
  readonly newId: IncidentId;
}

/** Decides about one routed alert, given the last incident of its key. */
export function admitAlert(
  alert: RoutedAlert,
  last: Incident | undefined,
  circumstances: Circumstances,
): Admission {
  if (alert.tier === 'log') return { kind: 'drop', reason: 'tier-log' };
  const { signal } = alert;
  const member = memberOf(last, signal.fingerprint);
  if (member !== undefined && signal.at < member.changedAt) {
    const { toldAt: at, ...told } = signal;
    if (at === undefined || !firesAgain(signal, member)) return { kind: 'drop', reason: 'out-of-order' };
    return admitAlert({ ...alert, signal: { ...told, at } }, last, circumstances);
  }
  if (member !== undefined && signal.at === member.changedAt && signal.state === member.state)
    return { kind: 'drop', reason: 'already-known' };
  const open = last !== undefined && last.state !== 'resolved' ? last : undefined;
  if (signal.state === 'resolved')
    return open === undefined ? { kind: 'drop', reason: 'nothing-open' } : settle(alert, open, circumstances);
  return open === undefined ? openIncident(alert, last, circumstances) : joins(alert, open, circumstances);
}

function joins(
  alert: RoutedAlert,
  open: Incident,
  { config, silences, now, eventId }: Circumstances,
): Admission {
  const { signal } = alert;
  const isNew = memberOf(open, signal.fingerprint) === undefined;
  const room = isNew ? makeRoom(open.alerts) : open.alerts;
  if (room === undefined) return { kind: 'drop', reason: 'too-many-alerts' };
  const alerts = {
    ...room,
    [signal.fingerprint]: firingMember(signal),
  };
  const entry = { v: 1, at: now, actor: `system:${signal.source}` } as const;
  const timeline: TimelineEntry[] = [
    { ...entry, key: `alert.${eventId}`, kind: 'alert', reason: isNew ? 'another-alert' : 'fired-again' },
  ];
  const calm = isCalm(open);
  const joined: Incident = { ...(calm ? outOfCalm(open, now) : open), alerts, updatedAt: now };
  const silence = silenceOf(matchableOf(alert), silences, now);
  if (silence !== undefined) {
    const quiet = joinsSilently(joined, alert, silence, now);
    return { kind: 'join', incident: quiet, timeline, reason: 'silenced', replan: quiet.hold !== open.hold };
  }
  const changed = reconsider(joined, alert, config, now);
  if (changed.reason === undefined)
    return {
      kind: 'join',
      incident: joined,
      timeline,
      reason: calm ? 'flapping' : 'already-open',
      replan: calm,
    };
  if (changed.reason === 'severity-raised') {
    timeline.push({
      ...entry,
      key: `raised.${eventId}`,
      kind: 'severity-raised',
      reason: `${open.severity}-to-${alert.severity}`,
    });
  }
  return { kind: 'join', incident: changed.incident, timeline, reason: changed.reason, replan: true };
}

/**
 * A silenced alert pages nobody now. What is kept quiet becomes as grave as it is, and a ticket that it makes a page is
 * kept quiet with it; an older incident goes on as it was.
 */
function joinsSilently(incident: Incident, alert: RoutedAlert, silence: Silence, now: Instant): Incident {
  const severity = graver(alert.severity, incident.severity);
  if (incident.hold !== undefined) return { ...incident, severity };
  if (alert.tier !== 'page' || incident.tier === 'page') return incident;
  const climb = { ...restartClimb(incident.climb, now), base: silence.end };
  const hold = { kind: 'silence', id: silence.id, until: silence.end } as const;
  return toTriggered(incident, { tier: 'page', ladder: alert.ladder, severity, hold, climb });
}

/** The time for which it was calm does not count for its ladder. */
function outOfCalm(incident: Incident, now: Instant): Incident {
  const calmFor = elapsed(incident.changes?.at(-1) ?? now, now);
  const climb = { ...incident.climb, base: shift(incident.climb.base, calmFor) };
  return { ...incident, climb, ...afterChange(incident, now) };
}

/** What an alert changes about how an open incident is paged: another ladder, a graver severity, a ticket that now pages. */
function reconsider(
  incident: Incident,
  alert: RoutedAlert,
  config: PagingConfig,
  now: Instant,
): {
  incident: Incident;
  reason: 'ladder-changed' | 'severity-raised' | 'now-pages' | 'not-silenced' | undefined;
} {
  const { severity, ladder, tier } = alert;
  if (incident.hold !== undefined && incident.state === 'triggered') {
    const paging = {
      severity: graver(severity, incident.severity),
      hold: undefined,
      climb: restartClimb(incident.climb, now),
    };
    return { incident: toTriggered(incident, paging), reason: 'not-silenced' };
  }
  if (tier === 'page' && incident.tier !== 'page') {
    const paging = {
      tier,
      ladder,
      severity: graver(severity, incident.severity),
      climb: restartClimb(incident.climb, now),
    };
    return { incident: toTriggered(incident, paging), reason: 'now-pages' };
  }
  if (ladder !== incident.ladder && incident.state === 'triggered') {
    const moved = {
      ladder,
      team: alert.team,
      severity: graver(severity, incident.severity),
      climb: restartClimb(incident.climb, now),
    };
    return { incident: toTriggered(incident, moved), reason: 'ladder-changed' };
  }
  if (graver(severity, incident.severity) === incident.severity) return { incident, reason: undefined };
  return { incident: raise(incident, severity, config, now), reason: 'severity-raised' };
}

/**
 * SEV1 calls all hands now, whoever had acknowledged. From low to high urgency the present rung is paged again, by the
 * rules for high urgency. Any other raise changes what is shown, and pages nobody anew.
 */
export function raise(incident: Incident, severity: Severity, config: PagingConfig, now: Instant): Incident {
  if (severity === 'SEV1')
    return toTriggered(incident, { severity, hold: undefined, climb: restartClimb(incident.climb, now) });
  const present = incident.climb.active.at(-1);
  if (severity !== 'SEV2' || incident.state !== 'triggered' || present === undefined)
    return { ...incident, severity };
  const { run, begun } = incident.climb;
  const again = {
    run: run + 1,
    begun,
    base: now,
    next: { pass: present.pass, rung: present.rung },
    active: [],
  };
  return toTriggered(incident, {
    severity,
    climb: hurry(again, findLadders(config, incident.ladder), severity, now),
  });
}

function graver(a: Severity, b: Severity): Severity {
  return a < b ? a : b;
}

function settle(alert: RoutedAlert, open: Incident, { now, eventId }: Circumstances): Admission {
  const { signal } = alert;
  const member = memberOf(open, signal.fingerprint);
  if (member === undefined) return { kind: 'drop', reason: 'nothing-open' };
  const alerts = {
    ...open.alerts,
    [signal.fingerprint]: { ...member, state: 'resolved' as const, changedAt: signal.at },
  };
  const actor = `system:${signal.source}`;
  const entry = { v: 1, at: now, actor } as const;
  const cleared: TimelineEntry = {
    ...entry,
    key: `alert.${eventId}`,
    kind: 'alert',
    reason: 'alert-resolved',
  };
  const stillFiring = Object.values(alerts).some(({ state }) => state === 'firing');
  if (stillFiring)
    return {
      kind: 'join',
      incident: { ...open, alerts, updatedAt: now },
      timeline: [cleared],
      reason: 'others-still-firing',
      replan: false,
    };
  const restless = afterChange(open, now);
  if (restless.flapping !== undefined) {
    const flapping: TimelineEntry = {
      ...entry,
      key: `flapping.${eventId}`,
      kind: 'flapping',
      reason: 'began-and-cleared-too-often',
      until: restless.flapping.until,
    };
    return {
      kind: 'join',
      incident: { ...open, alerts, updatedAt: now, ...restless },
      timeline: open.flapping === undefined ? [cleared, flapping] : [cleared],
      reason: 'flapping',
      replan: true,
    };
  }
  const resolved = toResolved(
    { ...open, alerts, updatedAt: now, ...restless },
    { by: actor, at: now, reason: 'all-alerts-resolved' },
  );
  const timeline: TimelineEntry[] = [
    cleared,
    { ...entry, key: `resolved.${eventId}`, kind: 'resolved', reason: 'all-alerts-resolved' },
  ];
  return { kind: 'join', incident: resolved, timeline, reason: 'all-alerts-resolved', replan: false };
}
