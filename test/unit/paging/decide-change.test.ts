import { describe, expect, it } from 'vitest';
import { decideChange, type Wish } from '../../../shared/paging/decide-change.ts';
import type { Incident } from '../../../shared/paging/incident.ts';
import { toAcknowledged, toResolved } from '../../../shared/paging/transitions.ts';
import { anIncident, at } from '../../support/paging.ts';
import { PLAYED_CONFIG } from '../../support/played-config.ts';

const OPEN = anIncident({
  climb: { ...anIncident().climb, begun: 2, next: { pass: 0, rung: 2 } },
  wakeAt: at(1800),
});
const ACKED = toAcknowledged(OPEN, { by: 'person:bob', at: at(30), expiresAt: at(7200) });
const RESOLVED = toResolved(OPEN, { by: 'person:bob', at: at(30), reason: 'by-hand' });
const TICKET = { ...OPEN, tier: 'ticket' as const, wakeAt: undefined };
const NOW = at(600);

const decide = (incident: Incident, wish: Wish) =>
  decideChange(incident, wish, 'person:alice', PLAYED_CONFIG, NOW, 'r1');
const ack: Wish = { action: 'ack' };
const resolve: Wish = { action: 'resolve' };
const escalate = (rung: number): Wish => ({ action: 'escalate', rung });

describe('decideChange', () => {
  it.each<[what: string, incident: Incident, wish: Wish, expected: string]>([
    ['ack an open one', OPEN, ack, 'acknowledged'],
    ['ack it again', ACKED, ack, 'already-acknowledged'],
    ['ack a resolved one', RESOLVED, ack, 'already-resolved'],
    ['resolve an open one', OPEN, resolve, 'resolved'],
    ['resolve an acknowledged one', ACKED, resolve, 'resolved'],
    ['resolve it again', RESOLVED, resolve, 'already-resolved'],
    ['escalate from the present step', OPEN, escalate(2), 'triggered'],
    ['escalate an acknowledged one (40)', ACKED, escalate(2), 'triggered'],
    ['escalate from a step that is past (41)', OPEN, escalate(1), 'already-escalated'],
    ['escalate from a step that is yet to come', OPEN, escalate(3), 'already-escalated'],
    ['escalate a resolved one', RESOLVED, escalate(2), 'already-resolved'],
    ['escalate a ticket', TICKET, escalate(2), 'not-paging'],
    ['a note on an open one', OPEN, { action: 'note', text: 'x' }, 'triggered'],
    ['a note on a resolved one', RESOLVED, { action: 'note', text: 'x' }, 'resolved'],
  ])('%s', (_, incident, wish, expected) => {
    const decision = decide(incident, wish);
    expect(decision.kind === 'change' ? decision.incident.state : decision.code).toBe(expected);
  });

  it('an ack holds as long as the severity allows, and wakes the ladder when it ends', () => {
    expect(decide(OPEN, ack)).toMatchObject({
      incident: { ack: { by: 'person:alice', at: NOW, expiresAt: at(600 + 7200) }, wakeAt: at(600 + 7200) },
    });
    expect(decide({ ...OPEN, severity: 'SEV1' }, ack)).toMatchObject({
      incident: { ack: { expiresAt: at(600 + 3600) } },
    });
    const ticket = decide(TICKET, ack);
    expect(ticket.kind === 'change' && ticket.incident.wakeAt).toBeUndefined();
  });

  it('a resolved one never wakes again', () => {
    const decision = decide(OPEN, resolve);
    expect(decision.kind === 'change' && decision.incident.wakeAt).toBeUndefined();
  });

  it('escalating makes the next rung due now and keeps the distance to those above', () => {
    expect(decide(ACKED, escalate(2))).toMatchObject({
      incident: { wakeAt: NOW, climb: { next: { pass: 0, rung: 2 }, base: at(600 - 1800), run: 1 } },
    });
  });

  it('escalating again before the ladder has begun the rung is refused, unless its timer was lost', () => {
    const first = decide(OPEN, escalate(2));
    if (first.kind !== 'change') throw new Error(first.message);
    const again = (seconds: number) =>
      decideChange(first.incident, escalate(2), 'person:bob', PLAYED_CONFIG, at(600 + seconds), 'r2');
    expect(again(1)).toMatchObject({ kind: 'refuse', code: 'already-escalated' });
    expect(again(60)).toMatchObject({ kind: 'change' });
  });

  it('a refusal says by whom and when', () => {
    expect(decide(ACKED, ack)).toMatchObject({ message: `already acknowledged at ${at(30)} by person:bob` });
    expect(decide(RESOLVED, resolve)).toMatchObject({
      message: `already resolved at ${at(30)} by person:bob`,
    });
  });

  it('every change leaves one entry of who did it', () => {
    for (const wish of [ack, resolve, escalate(2), { action: 'note', text: 'checking' } as const]) {
      expect(decide(OPEN, wish)).toMatchObject({
        timeline: [{ actor: 'person:alice', at: NOW, key: `${wish.action}.r1` }],
      });
    }
  });
});
