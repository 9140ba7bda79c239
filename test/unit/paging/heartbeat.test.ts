import { describe, expect, it } from 'vitest';
import { type Instant, shift } from '../../../shared/kernel/instant.ts';
import type { Metric } from '../../../shared/kernel/telemetry.ts';
import { heartbeatTimes, PagingConfig } from '../../../shared/paging/config.ts';
import { decideDeadMan } from '../../../shared/paging/decide-dead-man.ts';
import { ALERT_RAISED, HEARTBEAT } from '../../../shared/paging/events.ts';
import { findLadders } from '../../../shared/paging/find-ladders.ts';
import { heartbeatAlert, heartbeatStages } from '../../../shared/paging/heartbeat.ts';
import { HeartbeatStore } from '../../../shared/paging/heartbeat-store.ts';
import { IncidentListStore } from '../../../shared/paging/incident-list-store.ts';
import { makeIntakeAlert } from '../../../shared/paging/intake-alert.ts';
import { pagingOnCall } from '../../../shared/paging/paging-on-call.ts';
import { makeWatchHeartbeat } from '../../../shared/paging/watch-heartbeat.ts';
import type { SendOutcome } from '../../../shared/platform/send-outcome.ts';
import { anIncident, at, play, T0 } from '../../support/paging.ts';
import { PlayedAws } from '../../support/played-aws.ts';
import { PLAYED_CONFIG } from '../../support/played-config.ts';
import { SILENT, stored } from '../../support/stored-incidents.ts';

const EVERYTHING = { state: undefined, team: undefined, cursor: undefined, limit: 100 };

/** The event as the rule of the bus puts it on the intake queue. */
const beat = (now: Instant, changes: object = {}) =>
  JSON.stringify({
    'detail-type': ALERT_RAISED.detailType,
    source: ALERT_RAISED.source,
    time: now,
    detail: { ...heartbeatAlert(now), ...changes },
  });

/** A night with a beat at each of these seconds. */
async function night(beats: readonly number[], until: number) {
  const aws = new PlayedAws({ seed: 7 });
  for (const seconds of beats) aws.time.after(seconds * 1000, () => aws.intake.send(beat(at(seconds))));
  await aws.time.run(at(until));
  const store = new HeartbeatStore(aws.dynamo.client, 'incidents');
  return { aws, arrival: await store.lastArrival() };
}

describe('the heartbeat', () => {
  it('goes from the bus to the sink, tells nobody, and leaves nothing open or due', async () => {
    const { aws, arrival } = await night([0, 300, 600], 700);
    expect(aws.sent).toEqual([]);
    expect(aws.incidents()).toHaveLength(3);
    for (const incident of aws.incidents())
      expect(incident).toMatchObject({
        state: 'resolved',
        ladder: HEARTBEAT,
        resolution: { by: 'system:heartbeat', reason: 'heartbeat-arrived' },
      });
    expect(aws.deliveries().map(({ delivery: { method, state } }) => `${method} ${state}`)).toEqual([
      'sink sent',
      'sink sent',
      'sink sent',
    ]);
    expect(arrival?.raisedAt).toBe(at(600));
    expect(aws.due()).toEqual([]);
  });

  it('is in no listing, and everything of it goes away: what points to an incident well before the incident', async () => {
    const { aws } = await night([0], 60);
    const list = new IncidentListStore(aws.dynamo.client, 'incidents');
    expect(await list.list(EVERYTHING)).toEqual({ incidents: [], cursor: undefined });
    const items = aws.dynamo.items('incidents').filter(({ pk }) => pk !== 'HEARTBEAT');
    expect(items.filter(({ ttl }) => typeof ttl !== 'number')).toEqual([]);
    const of = (sk: string) => Number(items.find((item) => item['sk'] === sk)?.['ttl']);
    expect(of('I') - of('K')).toBeGreaterThanOrEqual(7 * 86_400);
  });

  it('joins the one before while that is still on its way, so that at most one is ever open', async () => {
    const aws = new PlayedAws({ seed: 7 });
    aws.delivery.send = (body) => body; // no page goes out
    for (const seconds of [0, 300, 600, 900])
      aws.time.after(seconds * 1000, () => aws.intake.send(beat(at(seconds))));
    await aws.time.run(at(1000));
    expect(aws.incidents().map(({ state }) => state)).toEqual(['triggered']);
    expect(await new HeartbeatStore(aws.dynamo.client, 'incidents').lastArrival()).toBeUndefined();
  });

  it('of somebody else who only uses the name is routed like any alert, and pages people', async () => {
    const aws = new PlayedAws({ seed: 7 });
    aws.intake.send(beat(T0, { source: 'grafana' }));
    await aws.time.run(at(30));
    expect(aws.incidents()).toMatchObject([{ ladder: PLAYED_CONFIG.paging.routes.at(-1)?.ladder }]);
  });

  it('never comes to the catch-all of the configuration, whatever fails', () => {
    const config = PLAYED_CONFIG;
    const { deliveries } = play({
      incident: anIncident({ ladder: HEARTBEAT, severity: 'SEV3' }),
      ladders: findLadders(config, HEARTBEAT),
      onCall: (now) => pagingOnCall(config, now),
      outcome: () => ({ state: 'failed', retryable: false, reason: 'no' }),
      until: at(3600),
    });
    expect(new Set(deliveries.map(({ person, method }) => `${person} ${method}`))).toEqual(
      new Set([`${HEARTBEAT} sink`]),
    );
    expect(deliveries.length).toBeGreaterThan(10);
  });

  it('is counted neither as an alert nor as an incident; a real one is', async () => {
    const counted: Metric[] = [];
    const world = stored();
    const intake = makeIntakeAlert({
      ...world,
      bus: { put: async () => {} },
      telemetry: { ...SILENT, count: (metric) => void counted.push(metric) },
      config: PLAYED_CONFIG,
      hash: (text) => text,
    });
    await intake({ body: beat(T0), id: 'm1', sentAt: T0 });
    expect(world.all()).toHaveLength(1);
    expect(counted).toEqual([]);
    await intake({ body: beat(T0, { source: 'grafana' }), id: 'm2', sentAt: T0 });
    expect(counted).toEqual(expect.arrayContaining(['AlertsReceived', 'IncidentsOpened']));
  });

  it('is timed stage by stage, and a clock that runs behind makes no time negative', () => {
    const climb = (startedAt: Instant) => ({
      ...anIncident().climb,
      active: [{ pass: 0, rung: 0, ladder: HEARTBEAT, startedAt, people: [] }],
    });
    const incident = anIncident({ startedAt: at(0), openedAt: at(1), climb: climb(at(3)) });
    expect(heartbeatStages(incident, at(7))).toEqual({ admitted: 1000, woken: 2000, sent: 4000 });
    expect(heartbeatStages({ ...incident, climb: climb(at(-2)) }, at(1)).woken).toBe(0);
  });
});

describe('whether the outside is told', () => {
  const TIMES = { everyMs: 300_000, freshMs: 750_000 };
  const NOW = at(10_000);
  const ago = (seconds: number | undefined) =>
    seconds === undefined ? undefined : shift(NOW, -seconds * 1000);

  it.each([
    { arrived: undefined, called: undefined, call: false, reason: 'nothing-arrived-yet' },
    { arrived: 10, called: undefined, call: true, reason: 'fresh' },
    { arrived: 750, called: undefined, call: true, reason: 'fresh' },
    { arrived: 751, called: undefined, call: false, reason: 'arrival-too-old' },
    { arrived: 751, called: 3600, call: false, reason: 'arrival-too-old' },
    { arrived: -5, called: 3600, call: true, reason: 'fresh' },
    { arrived: 10, called: 60, call: false, reason: 'called-already' },
    { arrived: 10, called: 269, call: false, reason: 'called-already' },
    { arrived: 10, called: 271, call: true, reason: 'fresh' },
  ])('arrival raised $arrived s ago, called $called s ago: $reason', ({ arrived, called, call, reason }) => {
    expect(decideDeadMan(ago(arrived), ago(called), TIMES, NOW)).toEqual({ call, reason });
  });

  it('takes the times from the configuration', () => {
    expect(heartbeatTimes({ heartbeat: { every: '5m' } })).toEqual(TIMES);
    expect(heartbeatTimes({ heartbeat: false })).toBeUndefined();
  });
});

describe('the watch over the heartbeat', () => {
  const URL = 'https://hc.acme.example/ping/1';
  const configured = (heartbeat: unknown) =>
    PagingConfig.parse({
      organization: PLAYED_CONFIG.organization,
      paging: { ...PLAYED_CONFIG.paging, heartbeat },
    });

  /** A watch ten minutes into the night, over an arrival raised at this second. */
  async function watch(
    raised: number | undefined,
    {
      heartbeat = { every: '5m', deadManUrl: URL },
      outcome = { ok: true, reason: 'delivered' },
    }: {
      heartbeat?: unknown;
      outcome?: SendOutcome;
    } = {},
  ) {
    const { dynamo, now } = stored();
    const store = new HeartbeatStore(dynamo.client, 'incidents');
    if (raised !== undefined)
      await store.recordArrival({
        v: 1,
        raisedAt: at(raised),
        arrivedAt: at(raised + 1),
        incident: '06ANB4YQ00000001',
      });
    const told: string[] = [];
    const said: string[] = [];
    const telemetry = {
      ...SILENT,
      warn: (event: string, facts: object = {}) => void said.push(`${event} ${JSON.stringify(facts)}`),
      count: (metric: Metric, value: number) => void said.push(`${metric} ${value}`),
      milliseconds: (metric: Metric, value: number) => void said.push(`${metric} ${value}`),
    };
    const post = async (url: string) => {
      told.push(url);
      return outcome;
    };
    const look = makeWatchHeartbeat({
      heartbeat: store,
      post,
      telemetry,
      config: configured(heartbeat),
      now,
    });
    return { look, told, said };
  }

  it('says the age, and tells the outside once although it looks twice', async () => {
    const { look, told, said } = await watch(500);
    await look();
    await look();
    expect(said).toEqual(['HeartbeatAge 100000', 'HeartbeatAge 100000']);
    expect(told).toEqual([URL]);
  });

  it('tells the outside nothing while the last arrival is too old, or there is none, which it says', async () => {
    const late = await watch(-200);
    await late.look();
    expect(late.told).toEqual([]);
    expect(late.said).toEqual([
      'HeartbeatAge 800000',
      'dead-man-not-called {"reason":"arrival-too-old","incident":"06ANB4YQ00000001"}',
    ]);
    const none = await watch(undefined);
    await none.look();
    expect(none.told).toEqual([]);
    expect(none.said).toEqual(['dead-man-not-called {"reason":"nothing-arrived-yet"}']);
  });

  it('counts and logs a call that fails, without the address, and goes on', async () => {
    const { look, said } = await watch(500, {
      outcome: { ok: false, reason: 'http-500', retryable: true },
    });
    await look();
    expect(said).toEqual([
      'HeartbeatAge 100000',
      'DeadManCallsFailed 1',
      'dead-man-call-failed {"reason":"http-500"}',
    ]);
  });

  it('only says the age where nobody outside is to be told, and nothing where it is off', async () => {
    const inside = await watch(500, { heartbeat: { every: '5m' } });
    await inside.look();
    expect([inside.told, inside.said]).toEqual([[], ['HeartbeatAge 100000']]);
    const off = await watch(500, { heartbeat: false });
    await off.look();
    expect([off.told, off.said]).toEqual([[], []]);
  });

  it('of two sweeps at once one calls', async () => {
    const { dynamo } = stored();
    const store = new HeartbeatStore(dynamo.client, 'incidents');
    expect(await store.claimCall(at(0), undefined)).toBe(true);
    expect(await store.claimCall(at(1), undefined)).toBe(false);
    expect(await Promise.all([store.claimCall(at(2), at(0)), store.claimCall(at(2), at(0))])).toEqual([
      true,
      false,
    ]);
    expect(await store.lastCall()).toBe(at(2));
  });
});
