import { describe, expect, it } from 'vitest';
import { type Admission, admitAlert } from '../../../shared/paging/admit-alert.ts';
import type { Incident } from '../../../shared/paging/incident.ts';
import { MOST_MEMBERS } from '../../../shared/paging/member-alerts.ts';
import type { RoutedAlert } from '../../../shared/paging/route-alert.ts';
import type { Signal } from '../../../shared/paging/signal.ts';
import { toAcknowledged, toResolved } from '../../../shared/paging/transitions.ts';
import { anIncident, at, T0 } from '../../support/paging.ts';
import { PLAYED_CONFIG } from '../../support/played-config.ts';

const NEW_ID = '06ANB4YQ000000ZZ';
const SIGNAL: Signal = {
  title: 'API error rate > 5%',
  source: 'cloudwatch',
  service: 'payments',
  dedupKey: 'k',
  fingerprint: '-',
  at: at(10),
  state: 'firing',
  labels: {},
  links: [],
};

function routed({
  signal = {},
  ...changes
}: Omit<Partial<RoutedAlert>, 'signal'> & { signal?: Partial<Signal> } = {}): RoutedAlert {
  return {
    signal: { ...SIGNAL, ...signal },
    service: 'payments',
    severity: 'SEV2',
    tier: 'page',
    ladder: 'payments',
    team: undefined,
    runbookUrl: undefined,
    unrouted: false,
    route: 1,
    ...changes,
  };
}

const admit = (alert: RoutedAlert, last?: Incident): Admission =>
  admitAlert(alert, last, { config: PLAYED_CONFIG, silences: [], now: at(60), eventId: 'm1', newId: NEW_ID });
/** What came of an alert: `kind reason`, and whether the ladder is looked at again. */
const verdict = (admission: Admission) =>
  `${admission.kind} ${admission.reason}${admission.kind === 'join' && admission.replan ? ', replanned' : ''}`;
const joined = (admission: Admission) => {
  if (admission.kind !== 'join') throw new Error(verdict(admission));
  return admission.incident;
};

/** On the first rung, whose page has gone out. */
const OPEN = anIncident({
  climb: {
    run: 1,
    base: T0,
    next: { pass: 0, rung: 1 },
    begun: 1,
    active: [{ pass: 0, rung: 0, ladder: 'payments', startedAt: T0, people: [] }],
  },
  wakeAt: at(900),
});
const ACKED = toAcknowledged(OPEN, { by: 'person:alice', at: at(30), expiresAt: at(7200) });
const RESOLVED = toResolved(OPEN, { by: 'person:alice', at: at(30), reason: 'by-hand' });

describe('admitAlert', () => {
  it.each<[what: string, alert: RoutedAlert, last: Incident | undefined, expected: string]>([
    ['the first of its key', routed(), undefined, 'open new'],
    ['one that only the catch-all took', routed({ unrouted: true }), undefined, 'open unrouted'],
    ['one that is only to be recorded', routed({ tier: 'log' }), undefined, 'drop tier-log'],
    ['one that only clears', routed({ signal: { state: 'resolved' } }), undefined, 'drop nothing-open'],
    ['the same key while open (56)', routed(), OPEN, 'join already-open'],
    [
      'the same key with new text (56)',
      routed({ signal: { title: 'API error rate > 50%' } }),
      OPEN,
      'join already-open',
    ],
    ['the same key while acknowledged', routed(), ACKED, 'join already-open'],
    ['the same key once more, later', routed(), RESOLVED, 'open new'],
    ['one older than what we know', routed({ signal: { at: at(-5) } }), OPEN, 'drop out-of-order'],
    ['an older one after it was resolved', routed({ signal: { at: at(-5) } }), RESOLVED, 'drop out-of-order'],
    [
      'one told of after it was resolved that names its first beginning',
      routed({ signal: { at: at(-5), toldAt: at(20) } }),
      { ...RESOLVED, alerts: { '-': { state: 'resolved', title: 'x', changedAt: at(10) } } },
      'open new',
    ],
    [
      'such a one told of before it was resolved',
      routed({ signal: { at: at(-5), toldAt: at(5) } }),
      { ...RESOLVED, alerts: { '-': { state: 'resolved', title: 'x', changedAt: at(10) } } },
      'drop out-of-order',
    ],
    ['the same message again', routed({ signal: { at: T0 } }), OPEN, 'drop already-known'],
    [
      'the same message again, after the incident was resolved by hand',
      routed({ signal: { at: T0 } }),
      RESOLVED,
      'drop already-known',
    ],
    [
      'a clearing of an alert we do not know',
      routed({ signal: { fingerprint: 'x', state: 'resolved' } }),
      OPEN,
      'drop nothing-open',
    ],
    [
      'a clearing by a name that every object has',
      routed({ signal: { fingerprint: 'constructor', state: 'resolved' } }),
      OPEN,
      'drop nothing-open',
    ],
    [
      'the clearing of its only alert',
      routed({ signal: { state: 'resolved' } }),
      OPEN,
      'join all-alerts-resolved',
    ],
    [
      'the clearing of its only alert while acknowledged',
      routed({ signal: { state: 'resolved' } }),
      ACKED,
      'join all-alerts-resolved',
    ],
    ['a graver severity (80)', routed({ severity: 'SEV1' }), OPEN, 'join severity-raised, replanned'],
    ['a lesser severity', routed({ severity: 'SEV3' }), OPEN, 'join already-open'],
    ['another ladder (43)', routed({ ladder: 'platform' }), OPEN, 'join ladder-changed, replanned'],
    ['another ladder while acknowledged', routed({ ladder: 'platform' }), ACKED, 'join already-open'],
    ['a ticket that now pages', routed(), { ...OPEN, tier: 'ticket' }, 'join now-pages, replanned'],
    ['a page that is now but a ticket', routed({ tier: 'ticket' }), OPEN, 'join already-open'],
  ])('%s', (_, alert, last, expected) => expect(verdict(admit(alert, last))).toBe(expected));

  it('opens an incident that is due at once, and starts no later than now', () => {
    expect(admit(routed({ signal: { startsAt: '2026-11-21T02:00:00Z' } }))).toMatchObject({
      incident: {
        id: NEW_ID,
        state: 'triggered',
        startedAt: '2026-11-21T02:00:00.000Z',
        wakeAt: at(60),
        version: 1,
        alerts: { '-': { state: 'firing' } },
      },
    });
    expect(admit(routed({ signal: { startsAt: '2027-11-21T02:00:00Z' } }))).toMatchObject({
      incident: { startedAt: at(60) },
    });
  });

  it('opens a ticket that nothing ever wakes', () => {
    const admission = admit(routed({ tier: 'ticket' }));
    expect(admission.kind === 'open' && admission.incident.wakeAt).toBeUndefined();
  });

  it('keeps the first title and learns the newer text (56)', () => {
    const incident = joined(admit(routed({ signal: { title: 'API error rate > 50%' } }), OPEN));
    expect(incident).toMatchObject({
      title: 'API error rate > 5%',
      alerts: { '-': { title: 'API error rate > 50%', changedAt: at(10) } },
    });
  });

  it('resolves only when every alert in it has cleared (81)', () => {
    let incident: Incident = OPEN;
    const step = (fingerprint: string, state: 'firing' | 'resolved', seconds: number) => {
      incident = joined(admit(routed({ signal: { fingerprint, state, at: at(seconds) } }), incident));
      return incident.state;
    };
    expect([
      step('a', 'firing', 1),
      step('b', 'firing', 2),
      step('-', 'resolved', 3),
      step('a', 'resolved', 4),
      step('b', 'resolved', 5),
    ]).toEqual(['triggered', 'triggered', 'triggered', 'triggered', 'resolved']);
  });

  it('calls all hands for a SEV1 from the first rung, and takes an acknowledgement back (80)', () => {
    expect(joined(admit(routed({ severity: 'SEV1' }), ACKED))).toMatchObject({
      state: 'triggered',
      severity: 'SEV1',
      climb: { run: 2, base: at(60), next: { pass: 0, rung: 0 }, active: [] },
    });
  });

  it('pages the present rung again when low urgency becomes high', () => {
    const low = { ...OPEN, severity: 'SEV3' as const };
    expect(joined(admit(routed(), low))).toMatchObject({
      severity: 'SEV2',
      climb: { run: 2, begun: 1, next: { pass: 0, rung: 0 }, base: at(60) },
    });
  });

  it('begins the new ladder at its first rung and voids the old pages (43)', () => {
    expect(joined(admit(routed({ ladder: 'platform', team: 'platform' }), OPEN))).toMatchObject({
      ladder: 'platform',
      team: 'platform',
      climb: { run: 2, next: { pass: 0, rung: 0 }, active: [] },
    });
  });

  it('writes one timeline entry a message, however often it comes', () => {
    const keys = (admission: Admission) =>
      admission.kind === 'drop' ? [] : admission.timeline.map(({ key }) => key);
    expect(keys(admit(routed()))).toEqual(['opened.m1']);
    expect(keys(admit(routed({ severity: 'SEV1' }), OPEN))).toEqual(['alert.m1', 'raised.m1']);
    expect(keys(admit(routed({ signal: { state: 'resolved' } }), OPEN))).toEqual(['alert.m1', 'resolved.m1']);
  });

  describe('takes in so many different alerts', () => {
    const members = (state: 'firing' | 'resolved') =>
      Object.fromEntries(
        Array.from({ length: MOST_MEMBERS }, (_, n) => [`f${n}`, { state, title: 't', changedAt: T0 }]),
      );
    const another = routed({ signal: { fingerprint: 'new' } });

    it('and no more while they all fire', () => {
      expect(verdict(admit(another, { ...OPEN, alerts: members('firing') }))).toBe('drop too-many-alerts');
      expect(
        verdict(admit(routed({ signal: { fingerprint: 'f7' } }), { ...OPEN, alerts: members('firing') })),
      ).toBe('join already-open');
    });

    it('and makes room by forgetting those that have cleared', () => {
      const { alerts } = joined(
        admit(another, {
          ...OPEN,
          alerts: { ...members('resolved'), f0: { state: 'firing', title: 't', changedAt: T0 } },
        }),
      );
      expect(Object.keys(alerts)).toEqual(['f0', 'new']);
    });
  });
});
