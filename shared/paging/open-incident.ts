import { earliest, type Instant, parseInstant, shift } from '../kernel/instant.ts';
import type { Circumstances } from './admit-alert.ts';
import { beginClimb } from './climb.ts';
import { afterChange } from './flapping.ts';
import { isHeartbeatSignal } from './heartbeat.ts';
import { HOLD_LOOK_MS } from './hold.ts';
import type { Hold, Incident, TimelineEntry, TriggeredIncident } from './incident.ts';
import { firingMember } from './member-alerts.ts';
import { matchableOf, type RoutedAlert } from './route-alert.ts';
import { silenceOf } from './silence.ts';

/** An incident that begins, and what its timeline says of that. */
export interface OpenedIncident {
  readonly kind: 'open';
  readonly incident: TriggeredIncident;
  readonly timeline: readonly TimelineEntry[];
  readonly reason: string;
}

/**
 * The incident that an alert opens. Its ladder is due at once, or when the silence ends that keeps it quiet. `last` is the
 * one before it of the same key.
 */
export function openIncident(
  alert: RoutedAlert,
  last: Incident | undefined,
  { silences, now, eventId, newId: id }: Circumstances,
): OpenedIncident {
  const { signal, service, severity, tier, ladder, team, runbookUrl, unrouted } = alert;
  const { dedupKey, title, source, account, labels, links } = signal;
  const entry = { v: 1, at: now, actor: `system:${source}` } as const;
  const startedAt = signal.startsAt === undefined ? now : earlier(parseInstant(signal.startsAt) ?? now, now);
  const beat = isHeartbeatSignal(signal);
  const silence = tier === 'page' && !beat ? silenceOf(matchableOf(alert), silences, now) : undefined;
  const hold: Hold | undefined = silence && { kind: 'silence', id: silence.id, until: silence.end };
  const begins = hold?.until ?? now;
  const incident: TriggeredIncident = {
    v: 1,
    id,
    state: 'triggered',
    service,
    dedupKey,
    title,
    source,
    severity,
    tier,
    ladder,
    team,
    account,
    unrouted,
    runbookUrl,
    labels,
    links,
    startedAt,
    openedAt: now,
    updatedAt: now,
    version: 1,
    clock: 1,
    wakeAt: tier === 'page' ? earliest(begins, shift(now, hold === undefined ? 0 : HOLD_LOOK_MS)) : undefined,
    alerts: { [signal.fingerprint]: firingMember(signal) },
    paged: [],
    climb: beginClimb(begins),
    hold,
    ...(beat ? {} : afterChange(last, now)), // it begins and ends every few minutes, on purpose
  };
  const timeline: TimelineEntry[] = [
    { ...entry, key: `opened.${eventId}`, kind: 'opened', reason: `route-${alert.route}` },
  ];
  if (unrouted)
    timeline.push({
      ...entry,
      key: `unrouted.${eventId}`,
      kind: 'unrouted',
      reason: 'no-route-but-the-last',
    });
  if (hold !== undefined)
    timeline.push({
      ...entry,
      key: `silenced.${eventId}`,
      kind: 'silenced',
      reason: hold.id,
      until: hold.until,
    });
  const reason = hold !== undefined ? 'silenced' : unrouted ? 'unrouted' : 'new';
  return { kind: 'open', incident, timeline, reason };
}

function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}
