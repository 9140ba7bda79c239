import { describe, expect, it } from 'vitest';
import { admitAlert } from '../../../shared/paging/admit-alert.ts';
import { decideChange } from '../../../shared/paging/decide-change.ts';
import { renewHold } from '../../../shared/paging/hold.ts';
import type { Incident } from '../../../shared/paging/incident.ts';
import { planPages } from '../../../shared/paging/plan-pages.ts';
import { type RoutedAlert, routeAlert } from '../../../shared/paging/route-alert.ts';
import { askSilence, type Silence, silenceOf } from '../../../shared/paging/silence.ts';
import { toAcknowledged } from '../../../shared/paging/transitions.ts';
import { anIncident, at, CHAIN, EVERYBODY, onCall, play } from '../../support/paging.ts';
import { PLAYED_CONFIG } from '../../support/played-config.ts';

const SILENCE: Silence = {
  id: 'db-upgrade',
  match: ['service=payments'],
  start: at(60),
  end: at(20 * 60),
  by: 'iam:x',
  why: 'database upgrade',
};

function alert(changes: Partial<RoutedAlert['signal']> = {}): RoutedAlert {
  const signal = {
    title: 'API error rate > 5%',
    service: 'payments',
    source: 'cloudwatch',
    dedupKey: 'k',
    fingerprint: '-',
    severity: 'SEV2' as const,
    state: 'firing' as const,
    labels: { env: 'prod' },
    links: [],
    at: at(120),
    ...changes,
  };
  const [routed] = routeAlert(signal, PLAYED_CONFIG);
  if (routed === undefined) throw new Error('no route took it');
  return routed;
}
const admit = (one: RoutedAlert, last: Incident | undefined, now = at(120), silences = [SILENCE]) =>
  admitAlert(one, last, { config: PLAYED_CONFIG, silences, now, eventId: 'm', newId: '06ANB4YQ0000000N' });

describe('asking for a silence', () => {
  const wish = { match: ['service=payments'], end: at(3600), why: 'upgrade' };
  it('begins now where no start is given', () => {
    expect(askSilence('a', wish, 'iam:x', at(60))).toEqual({
      ok: true,
      silence: { id: 'a', match: wish.match, start: at(60), end: at(3600), by: 'iam:x', why: 'upgrade' },
    });
  });
  it.each([
    ['ends before it starts', { ...wish, start: at(3600), end: at(60) }],
    ['ends as it starts', { ...wish, start: at(3600), end: at(3600) }],
    ['is over already', { ...wish, start: at(-3600), end: at(0) }],
    ['lasts longer than 30 days', { ...wish, end: at(60 + 30 * 86_400 + 1) }],
  ])('is refused where it %s', (_, bad) => {
    expect(askSilence('a', bad, 'iam:x', at(60))).toMatchObject({ ok: false, path: 'end' });
  });
});

describe('what a silence covers', () => {
  it.each([
    ['its service', ['service=payments'], true],
    ['another service', ['service=search'], false],
    ['all matchers hold', ['service=payments', 'env=prod', 'severity=~SEV[23]'], true],
    ['one does not hold', ['service=payments', 'env=dev'], false],
    ['a label that is not there', ['zone!='], false],
  ])('%s', (_, match, covered) => {
    expect(
      silenceOf(anIncident({ labels: { env: 'prod' } }), [{ ...SILENCE, match }], at(120)) !== undefined,
    ).toBe(covered);
  });
  it('from its start on and before its end; of two the one that ends last', () => {
    const longer = { ...SILENCE, id: 'longer', end: at(3600) };
    const of = (now: string, ...silences: Silence[]) => silenceOf(anIncident(), silences, now)?.id;
    expect([of(at(59), SILENCE), of(at(60), SILENCE), of(at(1199), SILENCE), of(at(1200), SILENCE)]).toEqual([
      undefined,
      'db-upgrade',
      'db-upgrade',
      undefined,
    ]);
    expect([of(at(100), longer, SILENCE), of(at(100), SILENCE, longer)]).toEqual(['longer', 'longer']);
  });
});

describe('64: a silence from +1 m to +20 m', () => {
  const opened = admit(alert(), undefined);
  if (opened.kind !== 'open') throw new Error(opened.reason);

  it('an alert at +2 m is recorded with the reason and its end, and pages nobody', () => {
    expect(opened).toMatchObject({
      reason: 'silenced',
      incident: { hold: { kind: 'silence', id: 'db-upgrade', until: at(1200) }, wakeAt: at(120 + 600) },
    });
    expect(opened.timeline.at(-1)).toMatchObject({ kind: 'silenced', reason: 'db-upgrade', until: at(1200) });
    const plan = planPages({ incident: opened.incident, deliveries: [] }, CHAIN, onCall(EVERYBODY), at(130));
    expect(plan).toMatchObject({ deliveries: [], wakeAt: at(130 + 600), reason: 'silenced' });
  });

  it('pages its first rung when the silence ends and it still fires, the later rungs as far behind as ever', () => {
    const { pages, wakes } = play({ incident: opened.incident, until: at(1200 + 900) });
    expect(pages).toEqual(['+20m alice sms', '+35m bob sms']);
    expect(wakes.flatMap(({ plan }) => plan.timeline)[0]).toMatchObject({
      kind: 'silence-over',
      reason: 'db-upgrade',
    });
  });

  it('pages nobody when it has cleared by then', () => {
    const cleared = admit(alert({ state: 'resolved', at: at(600) }), opened.incident, at(600));
    expect(cleared).toMatchObject({ kind: 'join', incident: { state: 'resolved' } });
  });

  it('an older incident goes on', () => {
    const older = anIncident();
    expect(renewHold(older, [SILENCE], at(120))).toBe(older);
    expect(play({ incident: older, until: at(900) }).pages).toEqual(['+0m alice sms', '+15m bob sms']);
    expect(admit(alert({ severity: 'SEV1' }), older)).toMatchObject({ reason: 'silenced', replan: false });
  });

  it.each([
    ['ended early', [], at(300)],
    ['extended', [{ ...SILENCE, end: at(3600) }], at(3600)],
    ['covered by another that ends later', [SILENCE, { ...SILENCE, id: 'b', end: at(2400) }], at(2400)],
  ])('a silence that is %s: the first page is due when it says so now', (_, silences, due) => {
    const held = renewHold(opened.incident, silences, at(300));
    expect(held.hold?.until).toBe(due);
    const { pages } = play({ incident: { ...held, wakeAt: due } as Incident, until: due });
    expect(pages).toEqual([`+${(Date.parse(due) - Date.parse(at(0))) / 60_000}m alice sms`]);
  });

  it('one of the alerts is covered no more: it pages at once', () => {
    const other = admit(alert({ fingerprint: 'b', labels: { env: 'dev' } }), opened.incident, at(180), [
      { ...SILENCE, match: ['service=payments', 'env=prod'] },
    ]);
    expect(other).toMatchObject({ reason: 'not-silenced', replan: true });
    expect(other.kind === 'join' && other.incident.hold).toBeUndefined();
  });

  it('escalating by hand pages now all the same', () => {
    const wish = { action: 'escalate', rung: 0 } as const;
    const decision = decideChange(opened.incident, wish, 'person:bob', PLAYED_CONFIG, at(180), 'r');
    if (decision.kind !== 'change') throw new Error(decision.message);
    expect(play({ incident: decision.incident, until: at(180) }).pages).toEqual(['+3m alice sms']);
  });

  it('acknowledged meanwhile, a SEV1 that it does not cover still calls all hands', () => {
    const acked = toAcknowledged(opened.incident, { by: 'person:bob', at: at(150), expiresAt: at(9000) });
    const worse = alert({ severity: 'SEV1', fingerprint: 'b', labels: { env: 'dev' } });
    const joined = admit(worse, acked, at(180), [{ ...SILENCE, match: ['env=prod'] }]);
    if (joined.kind !== 'join') throw new Error(joined.reason);
    const plan = planPages({ incident: joined.incident, deliveries: [] }, CHAIN, onCall(EVERYBODY), at(180));
    expect(plan.deliveries.map(({ person }) => person)).toEqual(
      expect.arrayContaining(['alice', 'bob', 'carol']),
    );
  });

  it('what a graver silenced alert joins pages as gravely when it ends', () => {
    const worse = admit(alert({ severity: 'SEV1', fingerprint: 'b' }), opened.incident, at(180));
    expect(worse).toMatchObject({
      reason: 'silenced',
      incident: { severity: 'SEV1', hold: { until: at(1200) } },
    });
  });

  it('a ticket that a silenced alert makes a page is kept quiet, and pages when it ends', () => {
    const ticket = anIncident({ tier: 'ticket', severity: 'SEV4', wakeAt: undefined });
    const joined = admit(alert({ fingerprint: 'b' }), ticket, at(180));
    expect(joined).toMatchObject({
      reason: 'silenced',
      replan: true,
      incident: { tier: 'page', severity: 'SEV2' },
    });
    if (joined.kind !== 'join') throw new Error(joined.reason);
    const { pages } = play({ incident: { ...joined.incident, wakeAt: at(180) }, until: at(1200) });
    expect(pages).toEqual(['+20m alice sms']);
  });
});
