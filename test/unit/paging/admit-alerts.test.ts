import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admitAlert } from '../../../shared/paging/admit-alert.ts';
import { type Admitted, type Arrival, admitAlerts } from '../../../shared/paging/admit-alerts.ts';
import type { Incident } from '../../../shared/paging/incident.ts';
import type { RoutedAlert } from '../../../shared/paging/route-alert.ts';
import type { Signal } from '../../../shared/paging/signal.ts';
import { at } from '../../support/paging.ts';
import { PLAYED_CONFIG } from '../../support/played-config.ts';

const NEW_ID = '06ANB4YQ000000ZZ';
const NOW = at(600);

function arrival(
  signal: Partial<Signal>,
  place = 0,
  routing: Partial<Omit<RoutedAlert, 'signal'>> = {},
): Arrival {
  return {
    eventId: `m1.${place}`,
    routed: {
      signal: {
        title: 'Disk',
        source: 'prometheus',
        service: 'payments',
        dedupKey: 'k',
        fingerprint: 'a',
        at: at(10),
        state: 'firing',
        labels: {},
        links: [],
        ...signal,
      },
      service: 'payments',
      severity: 'SEV3',
      tier: 'page',
      ladder: 'payments',
      team: undefined,
      runbookUrl: undefined,
      unrouted: false,
      route: 1,
      ...routing,
    },
  };
}
const CIRCUMSTANCES = { config: PLAYED_CONFIG, silences: [], now: NOW, newId: NEW_ID };
const admit = (arrivals: readonly Arrival[], last?: Incident) => admitAlerts(arrivals, last, CIRCUMSTANCES);
const firing = (count: number) =>
  Array.from({ length: count }, (_, i) => arrival({ fingerprint: `f${i}` }, i));
const resolved = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    arrival({ fingerprint: `f${i}`, state: 'resolved', at: at(20) }, i),
  );
const states = ({ change }: Admitted) =>
  Object.values(change?.incident.alerts ?? {}).map(({ state }) => state);

describe('admitAlerts', () => {
  it('opens one incident for a group, with all of its alerts in it and on its timeline', () => {
    const admitted = admit(firing(3));
    expect(admitted).toMatchObject({ taken: 3, dropped: [], change: { kind: 'open', reason: 'new' } });
    expect(states(admitted)).toEqual(['firing', 'firing', 'firing']);
    const keys = admitted.change?.timeline.map(({ kind, key }) => `${kind} ${key}`);
    expect(keys).toEqual(['opened opened.m1.0', 'alert alert.m1.1', 'alert alert.m1.2']);
  });

  it('resolves with the last of them in one change', () => {
    const open = admit(firing(3)).change?.incident;
    expect(admit(resolved(2), open)).toMatchObject({
      taken: 2,
      change: { incident: { state: 'triggered' }, reason: 'others-still-firing', replan: false },
    });
    expect(admit(resolved(3), open)).toMatchObject({
      taken: 3,
      change: { incident: { state: 'resolved' }, reason: 'all-alerts-resolved', replan: false },
    });
  });

  it('says of each that changed nothing why', () => {
    const open = admit(firing(2)).change?.incident;
    expect(admit([...firing(2), arrival({ fingerprint: 'x', state: 'resolved' }, 2)], open)).toEqual({
      taken: 3,
      change: undefined,
      dropped: ['already-known', 'already-known', 'nothing-open'],
    });
  });

  it.each<[what: string, arrivals: Arrival[], taken: number]>([
    ['what resolves the incident that is not yet written', [...firing(1), ...resolved(1)], 1],
    ['more than one transaction can hold', firing(120), 80],
  ])('leaves for the next write %s', (_, arrivals, taken) => {
    expect(admit(arrivals)).toMatchObject({ taken, change: { kind: 'open' } });
  });

  it('leaves for the next write what opens another incident', () => {
    const open = admit(firing(1)).change?.incident;
    const again = arrival({ fingerprint: 'f0', at: at(30) }, 2);
    expect(admit([...resolved(1), again], open)).toMatchObject({
      taken: 1,
      change: { kind: 'join', incident: { state: 'resolved' } },
    });
  });

  it('a graver alert behind others is looked at at once, and stays the reason', () => {
    const open = admit(firing(1)).change?.incident;
    const arrivals = [
      arrival({ fingerprint: 'b' }, 1),
      arrival({ fingerprint: 'c' }, 2, { severity: 'SEV1' }),
      arrival({ fingerprint: 'd' }, 3),
    ];
    expect(admit(arrivals, open)).toMatchObject({
      taken: 3,
      change: { reason: 'severity-raised', replan: true, incident: { severity: 'SEV1' } },
    });
  });

  it('a ticket in whose group something pages wakes its ladder', () => {
    const arrivals = [arrival({ fingerprint: 'a' }, 0, { tier: 'ticket' }), arrival({ fingerprint: 'b' }, 1)];
    expect(admit(arrivals)).toMatchObject({
      taken: 2,
      change: { kind: 'open', incident: { tier: 'page', wakeAt: NOW } },
    });
  });

  it('does what admitAlert does one after the other, whatever arrives', () => {
    const anArrival = fc.record({
      fingerprint: fc.constantFrom('a', 'b', 'c'),
      state: fc.constantFrom('firing' as const, 'resolved' as const),
      seconds: fc.nat(4),
      told: fc.option(fc.nat(9), { nil: undefined }),
      severity: fc.constantFrom('SEV1' as const, 'SEV2' as const, 'SEV3' as const),
      tier: fc.constantFrom('page' as const, 'ticket' as const, 'log' as const),
      ladder: fc.constantFrom('payments', 'platform'),
    });
    fc.assert(
      fc.property(fc.array(anArrival, { minLength: 1, maxLength: 12 }), (plans) => {
        const arrivals = plans.map(({ fingerprint, state, seconds, told, ...routing }, place) =>
          arrival(
            { fingerprint, state, at: at(seconds), ...(told === undefined ? {} : { toldAt: at(told) }) },
            place,
            routing,
          ),
        );
        const alone = {
          incident: undefined as Incident | undefined,
          dropped: [] as string[],
          entries: [] as string[],
        };
        for (const { routed, eventId } of arrivals) {
          const one = admitAlert(routed, alone.incident, { ...CIRCUMSTANCES, eventId });
          if (one.kind === 'drop') alone.dropped.push(one.reason);
          else {
            alone.incident = one.incident;
            alone.entries.push(...one.timeline.map(({ key }) => key));
          }
        }
        const together = {
          incident: undefined as Incident | undefined,
          dropped: [] as string[],
          entries: [] as string[],
        };
        for (let rest = arrivals; rest.length > 0; ) {
          const { taken, change, dropped } = admit(rest, together.incident);
          expect(taken).toBeGreaterThan(0);
          together.incident = change?.incident ?? together.incident;
          together.dropped.push(...dropped);
          together.entries.push(...(change?.timeline ?? []).map(({ key }) => key));
          rest = rest.slice(taken);
        }
        const shown = ({ incident, ...rest }: typeof alone) => ({
          ...rest,
          incident: incident === undefined ? undefined : { ...incident, wakeAt: undefined },
        });
        expect(shown(together)).toEqual(shown(alone));
      }),
    );
  });
});
