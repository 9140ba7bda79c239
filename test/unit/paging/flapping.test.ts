import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Admission, admitAlert } from '../../../shared/paging/admit-alert.ts';
import type { Incident } from '../../../shared/paging/incident.ts';
import { planPages } from '../../../shared/paging/plan-pages.ts';
import { routeAlert } from '../../../shared/paging/route-alert.ts';
import { toAcknowledged } from '../../../shared/paging/transitions.ts';
import { at, CHAIN, EVERYBODY, onCall } from '../../support/paging.ts';
import { PLAYED_CONFIG } from '../../support/played-config.ts';

type Change = readonly [minute: number, state: 'firing' | 'resolved'];

/** What becomes of one alert that changes at these minutes: the incidents, and what was said of each change. */
function changes(list: readonly Change[]) {
  const incidents = new Map<string, Incident>();
  const admissions: Admission[] = [];
  let last: Incident | undefined;
  for (const [minute, state] of list) {
    const now = at(minute * 60);
    const [routed] = routeAlert(
      {
        title: 'x',
        service: 'payments',
        source: 's',
        dedupKey: 'k',
        fingerprint: '-',
        severity: 'SEV2',
        state,
        labels: {},
        links: [],
        at: now,
      },
      PLAYED_CONFIG,
    );
    if (routed === undefined) throw new Error('no route took it');
    const newId = `06ANB4YQ000000Z${incidents.size}`;
    const circumstances = { config: PLAYED_CONFIG, silences: [], now, eventId: `m${minute}`, newId };
    const admission = admitAlert(routed, last, circumstances);
    admissions.push(admission);
    if (admission.kind === 'drop') continue;
    last = admission.incident;
    incidents.set(last.id, last);
  }
  return { incidents: [...incidents.values()], last, admissions };
}
const FLAPPING: readonly Change[] = [
  [0, 'firing'],
  [2, 'resolved'],
  [4, 'firing'],
  [6, 'resolved'],
];
const plan = (incident: Incident, minute: number) =>
  planPages({ incident, deliveries: [] }, CHAIN, onCall(EVERYBODY), at(minute * 60));

describe('an alert that begins and clears four times in 15 minutes', () => {
  const { incidents, last, admissions } = changes(FLAPPING);
  if (last === undefined) throw new Error('no incident');

  it('stays one open incident that is marked, with the reason and when it ends', () => {
    expect(incidents.map(({ state }) => state)).toEqual(['resolved', 'triggered']);
    expect(last.flapping).toEqual({ since: at(0), until: at(21 * 60) });
    const entries = admissions.at(-1);
    expect(entries?.kind === 'join' && entries.timeline.at(-1)).toMatchObject({
      kind: 'flapping',
      until: at(21 * 60),
    });
  });

  it('pages nobody while it is clear, and resolves after 15 minutes of quiet', () => {
    expect(plan(last, 7)).toMatchObject({ deliveries: [], wakeAt: at(21 * 60), reason: 'flapping' });
    expect(plan(last, 21)).toMatchObject({
      deliveries: [],
      wakeAt: undefined,
      incident: { state: 'resolved', resolution: { reason: 'quiet-again' } },
      timeline: [{ kind: 'resolved', reason: 'quiet-again' }],
    });
  });

  it('opens no further incident when it goes on, and the quiet counts from the last change', () => {
    const more = changes([...FLAPPING, [8, 'firing'], [10, 'resolved'], [20, 'firing'], [22, 'resolved']]);
    expect(more.incidents).toHaveLength(2);
    expect(more.last).toMatchObject({ state: 'triggered', flapping: { since: at(0), until: at(37 * 60) } });
  });

  it('climbs on where it was when it fires again', () => {
    const again = changes([...FLAPPING, [8, 'firing']]);
    expect(again.admissions.at(-1)).toMatchObject({ kind: 'join', reason: 'flapping', replan: true });
    expect(plan(again.last ?? last, 8).deliveries).toMatchObject([{ person: 'alice' }]);
  });

  it('a ticket that flaps ends with the quiet too', () => {
    expect(plan({ ...last, tier: 'ticket' }, 21).incident.state).toBe('resolved');
  });

  it('the time for which it was calm does not count for the ladder', () => {
    const again = changes([...FLAPPING, [20, 'firing']]).last ?? last;
    expect(again.climb.base).toBe(at(4 * 60 + 14 * 60));
  });

  it('an acknowledgement holds, and quiet ends it too', () => {
    const acked = toAcknowledged(last, { by: 'person:bob', at: at(400), expiresAt: at(7200) });
    expect(plan(acked, 7).wakeAt).toBe(at(21 * 60));
    expect(plan(acked, 21).incident.state).toBe('resolved');
  });
});

describe('an alert that begins and clears less often', () => {
  it.each<[string, readonly Change[], number]>([
    ['three times', FLAPPING.slice(0, 3), 2],
    [
      'four times in 16 minutes',
      [
        [0, 'firing'],
        [2, 'resolved'],
        [4, 'firing'],
        [16, 'resolved'],
      ],
      2,
    ],
  ])('%s does not flap', (_, list, count) => {
    const { incidents, last } = changes(list);
    expect(incidents).toHaveLength(count);
    expect(last?.flapping).toBeUndefined();
  });
});

it('whatever the order of changes: at most one open incident, and it flaps only after four changes in 15 minutes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.boolean()), { maxLength: 30 }),
      (steps) => {
        let minute = 0;
        const list = steps.map(([gap, fires]): Change => {
          minute += gap + 1;
          return [minute, fires ? 'firing' : 'resolved'];
        });
        const { incidents } = changes(list);
        expect(incidents.filter(({ state }) => state !== 'resolved').length).toBeLessThanOrEqual(1);
        for (const { flapping, changes: when = [] } of incidents) {
          if (flapping === undefined) continue;
          const recent = when.filter((one) => Date.parse(one) > Date.parse(when.at(-1) ?? '') - 15 * 60_000);
          expect(recent.length).toBeGreaterThanOrEqual(4);
        }
      },
    ),
  );
});
