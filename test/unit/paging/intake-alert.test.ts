import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/kernel/errors.ts';
import type { IncidentStore } from '../../../shared/paging/incident-store.ts';
import {
  type IntakeAlertDeps,
  makeIntakeAlert,
  makeReportSetAside,
} from '../../../shared/paging/intake-alert.ts';
import type { BusEvent } from '../../../shared/platform/bus-client.ts';
import { onSns, snsAlarm } from '../../support/alarms.ts';
import { amAlert, amMessage, amNotification, CASE_81 } from '../../support/alertmanager.ts';
import { at } from '../../support/paging.ts';
import { PLAYED_CONFIG } from '../../support/played-config.ts';
import { SILENT, stored } from '../../support/stored-incidents.ts';

const invalid = (code: string, path: string) =>
  new AppError('no', { code, kind: 'invalid', faults: [{ path, message: 'no' }] });

const alarm = (changes: object = {}) =>
  onSns(snsAlarm({ AlarmDescription: 'API error rate\nservice=payments severity=SEV2', ...changes }));

function intake(store?: (real: IncidentStore) => Partial<IntakeAlertDeps['store']>) {
  const world = stored();
  const put: BusEvent[] = [];
  const bus = { put: async (events: readonly BusEvent[]) => void put.push(...events) };
  const real = world.store;
  const bound = {
    readSituation: real.readSituation.bind(real),
    open: real.open.bind(real),
    save: real.save.bind(real),
    recordDropped: real.recordDropped.bind(real),
  };
  const deps = {
    ...world,
    store: { ...bound, ...store?.(real) },
    bus,
    telemetry: SILENT,
    config: PLAYED_CONFIG,
    hash: (text: string) => text,
  };
  const handle = makeIntakeAlert(deps);
  let n = 0;
  return {
    ...world,
    put,
    take: (body: string, id = `m${n++}`) => handle({ body, id, sentAt: at(599) }),
    report: makeReportSetAside(deps),
  };
}

describe('the intake of a group', () => {
  const group = (alerts: readonly unknown[], seconds = 0) => amMessage(amNotification(alerts), at(seconds));
  const many = (count: number, ended?: number) =>
    Array.from({ length: count }, (_, i) => amAlert(`f${i}`, ended === undefined ? {} : { ended }));

  it('81: 3 firing, then 2 resolved, then 1: one incident; open, open, resolved; one ladder', async () => {
    const it = intake();
    const seen: string[] = [];
    for (const [, message] of CASE_81) {
      await it.take(message);
      seen.push(
        it
          .all()
          .map(({ service, state }) => `${service} ${state}`)
          .join(),
      );
    }
    expect(seen).toEqual(['payments triggered', 'payments triggered', 'payments resolved']);
    expect(it.started).toHaveLength(1);
    expect(it.audited().sort()).toEqual([
      'system:intake-alert alert.drop already-known',
      'system:intake-alert incident.join others-still-firing',
      'system:intake-alert incident.open new',
      'system:intake-alert incident.resolve all-alerts-resolved',
    ]);
  });

  it('one incident for each service', async () => {
    const it = intake();
    await it.take(group([amAlert('a'), amAlert('b', { labels: { service: 'checkout' } })]));
    expect(
      it
        .all()
        .map(({ service }) => service)
        .sort(),
    ).toEqual(['checkout', 'payments']);
  });

  it('takes a hundred alerts in with a handful of calls, and has every one of them on record', async () => {
    let calls = 0;
    const it = intake((real) => ({
      readSituation: (...of) => {
        calls++;
        return real.readSituation(...of);
      },
      open: (...of) => {
        calls++;
        return real.open(...of);
      },
      save: (...of) => {
        calls++;
        return real.save(...of);
      },
    }));
    await it.take(group(many(100)));
    expect(calls).toBe(4);
    const [incident, ...more] = it.all();
    expect(more).toEqual([]);
    expect(Object.keys(incident?.alerts ?? {})).toHaveLength(100);
    const timeline = it.dynamo.items('incidents').filter((item) => String(item['sk']).startsWith('T#'));
    expect(timeline.map(({ reason }) => reason).sort()).toEqual([
      ...Array(99).fill('another-alert'),
      'route-1',
    ]);
    expect(it.started).toHaveLength(1);
  });

  it('records a group that is sent again as one entry that counts', async () => {
    const it = intake();
    await it.take(group(many(3)));
    await it.take(group(many(3), 14_400));
    expect(it.audited()).toContain('system:intake-alert alert.drop already-known x3');
    expect(it.audited()).toHaveLength(2);
  });

  it('records a notification without alerts', async () => {
    const it = intake();
    await it.take(group([]));
    expect(it.audited()).toEqual(['system:intake-alert alert.drop no-alerts']);
  });

  it('resolves a group of a hundred, and opens one that fires again', async () => {
    const it = intake();
    await it.take(group(many(100)));
    await it.take(group(many(100, 60), 120));
    expect(it.all().map(({ state }) => state)).toEqual(['resolved']);
    await it.take(group([amAlert('f7', { seconds: 90 })], 180));
    expect(
      it
        .all()
        .map(({ state }) => state)
        .sort(),
    ).toEqual(['resolved', 'triggered']);
  });

  it('an alert that begins and ends in one message leaves a resolved incident', async () => {
    const it = intake();
    await it.take(group([amAlert('a'), amAlert('a', { ended: -10 })]));
    expect(it.all()).toMatchObject([{ state: 'resolved', alerts: { a: { state: 'resolved' } } }]);
  });
});

describe('intake', () => {
  it('opens one incident for an alarm and starts its ladder once', async () => {
    const it = intake();
    await it.take(alarm());
    expect(it.all()).toMatchObject([
      { service: 'payments', severity: 'SEV2', ladder: 'payments', state: 'triggered' },
    ]);
    expect(it.started).toEqual([{ incidentId: it.all()[0]?.id, clock: 1, run: 1 }]);
  });

  it('the same message twice has one effect (P7)', async () => {
    const it = intake();
    await it.take(alarm(), 'same');
    await it.take(alarm(), 'same');
    expect(it.all()).toHaveLength(1);
    expect(it.started).toHaveLength(1);
    expect(it.audited().sort()).toEqual([
      'system:intake-alert alert.drop already-known',
      'system:intake-alert incident.open new',
    ]);
  });

  it('follows an alarm through its life, late and repeated messages and all', async () => {
    const it = intake();
    const state = (seconds: number, NewStateValue: string) =>
      it.take(alarm({ NewStateValue, StateChangeTime: at(seconds) }));
    const seen: string[] = [];
    for (const [seconds, value] of [
      [0, 'ALARM'],
      [60, 'INSUFFICIENT_DATA'],
      [120, 'OK'],
      [90, 'ALARM'],
      [120, 'OK'],
      [180, 'ALARM'],
    ] as const) {
      await state(seconds, value);
      seen.push(
        it
          .all()
          .map((incident) => incident.state)
          .sort()
          .join(),
      );
    }
    expect(seen).toEqual([
      'triggered',
      'triggered',
      'resolved',
      'resolved',
      'resolved',
      'resolved,triggered',
    ]);
  });

  it('the same key of another service opens another incident (56)', async () => {
    const it = intake();
    await it.take(onSns({ title: 'Disk', service: 'payments', dedupKey: 'k' }));
    await it.take(onSns({ title: 'Disk', service: 'belltower', dedupKey: 'k' }));
    expect(
      it
        .all()
        .map(({ service }) => service)
        .sort(),
    ).toEqual(['belltower', 'payments']);
  });

  it('opens a ticket without a timer', async () => {
    const it = intake();
    await it.take(onSns({ title: 'Disk', service: 'payments', tier: 'ticket' }));
    expect(it.all()).toHaveLength(1);
    expect(it.started).toEqual([]);
  });

  it.each(['', 'hello', '{"a":1}', onSns('', { Subject: '' })])(
    'refuses %j for good, and changes nothing',
    async (body) => {
      const it = intake();
      await expect(it.take(body)).rejects.toMatchObject({ kind: 'invalid', code: 'malformed-alert' });
      expect([...it.all(), ...it.audited()]).toEqual([]);
    },
  );

  it('tells people gravely of an alert that could not be taken in, one incident for each', async () => {
    const it = intake();
    await it.report('m1', invalid('write-conflict', '0'));
    await it.report('m2', invalid('write-conflict', '0'));
    expect(it.put.map(({ detail }) => detail)).toMatchObject([
      { severity: 'SEV2', dedupKey: 'hygiene:alert-not-taken-in:m1' },
      { severity: 'SEV2', dedupKey: 'hygiene:alert-not-taken-in:m2' },
    ]);
  });

  it('tells people of a broken source, in words that reach the same incident each time', async () => {
    const it = intake();
    const broken = invalid('malformed-alert', 'sns:alarms');
    await it.report('m1', broken);
    await it.report('m2', broken);
    expect(it.put).toHaveLength(2);
    expect(new Set(it.put.map(({ detail }) => JSON.stringify(detail))).size).toBe(1);
    expect(it.put[0]).toMatchObject({
      detailType: 'AlertRaised',
      detail: {
        service: 'belltower',
        title: 'A broken alert from sns:alarms was set aside',
        dedupKey: 'hygiene:malformed-alert:sns:alarms',
      },
    });
  });

  it('two workers with two alerts of one key open one incident', async () => {
    const it = intake();
    await Promise.all([
      it.take(alarm()),
      it.take(alarm({ StateChangeTime: at(1) })),
      it.take(alarm({ StateChangeTime: at(2) })),
    ]);
    expect(it.all()).toHaveLength(1);
    expect(it.started).toHaveLength(1);
  });

  it('gives up after forty collisions, and leaves the message to come again', async () => {
    let tries = 0;
    const it = intake(() => ({
      open: async () => {
        tries++;
        throw new AppError('changed meanwhile', { code: 'write-conflict', kind: 'conflict' });
      },
    }));
    await expect(it.take(alarm())).rejects.toMatchObject({ retryable: true });
    expect(tries).toBe(40);
  });
});
