import { elapsed, type Instant } from '../kernel/instant.ts';
import { hurry, nextDue } from './climb.ts';
import type { PagingConfig } from './config.ts';
import { findLadders } from './find-ladders.ts';
import type { Incident, TimelineEntry } from './incident.ts';
import { ackExpiry, toAcknowledged, toResolved, toTriggered } from './transitions.ts';

/** What somebody wants done with an incident. `rung` is the step of the ladder their view showed. */
export type Wish =
  | { readonly action: 'ack' }
  | { readonly action: 'resolve' }
  | { readonly action: 'escalate'; readonly rung: number }
  | { readonly action: 'note'; readonly text: string };

type ChangeDecision =
  | {
      readonly kind: 'change';
      readonly incident: Incident;
      readonly timeline: readonly TimelineEntry[];
      readonly reason: string;
    }
  | {
      readonly kind: 'refuse';
      readonly code: 'already-acknowledged' | 'already-resolved' | 'already-escalated' | 'not-paging';
      readonly message: string;
    };

/** Whether the wish fits the state the incident is in, and what it then becomes. `key` makes its timeline entry one. */
export function decideChange(
  incident: Incident,
  wish: Wish,
  actor: string,
  config: PagingConfig,
  now: Instant,
  key: string,
): ChangeDecision {
  const entry = {
    v: 1,
    at: now,
    key: `${wish.action}.${key}`.slice(0, 256),
    actor,
    reason: `by-hand`,
  } as const;
  if (wish.action === 'note') {
    return {
      kind: 'change',
      incident,
      timeline: [{ ...entry, kind: 'note', text: wish.text }],
      reason: 'by-hand',
    };
  }
  if (incident.state === 'resolved') {
    return {
      kind: 'refuse',
      code: 'already-resolved',
      message: `already resolved at ${incident.resolution.at} by ${incident.resolution.by}`,
    };
  }
  switch (wish.action) {
    case 'ack': {
      if (incident.state === 'acknowledged') {
        return {
          kind: 'refuse',
          code: 'already-acknowledged',
          message: `already acknowledged at ${incident.ack.at} by ${incident.ack.by}`,
        };
      }
      const expiresAt = ackExpiry(incident, findLadders(config, incident.ladder), config, now);
      const acknowledged = toAcknowledged(
        { ...incident, wakeAt: incident.tier === 'page' ? expiresAt : undefined },
        { by: actor, at: now, expiresAt },
      );
      return {
        kind: 'change',
        incident: acknowledged,
        timeline: [{ ...entry, kind: 'acknowledged' }],
        reason: 'by-hand',
      };
    }
    case 'resolve': {
      const resolved = toResolved(
        { ...incident, wakeAt: undefined },
        { by: actor, at: now, reason: 'by-hand' },
      );
      return {
        kind: 'change',
        incident: resolved,
        timeline: [{ ...entry, kind: 'resolved' }],
        reason: 'by-hand',
      };
    }
    case 'escalate': {
      if (incident.tier !== 'page')
        return {
          kind: 'refuse',
          code: 'not-paging',
          message: 'this incident is a ticket: it climbs no ladder',
        };
      if (wish.rung !== incident.climb.begun) {
        return {
          kind: 'refuse',
          code: 'already-escalated',
          message: `this was based on step ${wish.rung}, and the ladder is at step ${incident.climb.begun} already`,
        };
      }
      const ladders = findLadders(config, incident.ladder);
      if (
        incident.state === 'triggered' &&
        isBeginning(nextDue(incident.climb, ladders, incident.severity), now)
      )
        return {
          kind: 'refuse',
          code: 'already-escalated',
          message: `step ${incident.climb.begun + 1} of the ladder is beginning already`,
        };
      const climb = hurry(incident.climb, ladders, incident.severity, now);
      const triggered = toTriggered(incident, { climb, wakeAt: now, hold: undefined, flapping: undefined });
      return {
        kind: 'change',
        incident: triggered,
        timeline: [{ ...entry, kind: 'escalated', rung: incident.climb.begun }],
        reason: 'by-hand',
      };
    }
  }
}

/** What is due begins within seconds; where it has not by then its timer was lost, and asking for it helps. */
const BEGINS_WITHIN_MS = 10_000;

function isBeginning(due: Instant, now: Instant): boolean {
  return due <= now && elapsed(due, now) < BEGINS_WITHIN_MS;
}
