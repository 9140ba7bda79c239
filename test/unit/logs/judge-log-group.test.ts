import { describe, expect, it } from 'vitest';
import { shift } from '../../../shared/kernel/instant.ts';
import { makeJudgeLogGroup } from '../../../shared/logs/judge-log-group.ts';
import { LogGroupStore } from '../../../shared/logs/log-group-store.ts';
import { RetentionClient } from '../../../shared/logs/retention-client.ts';
import { makeTreatGroup } from '../../../shared/logs/treat-group.ts';
import { logEvent } from '../../support/log-events.ts';
import { logsConfig, RULES } from '../../support/logs.ts';
import { MemoryDynamo } from '../../support/memory-dynamo.ts';
import { awsError, type PlayedGroup, PlayedLogs } from '../../support/played-logs.ts';
import { SILENT } from '../../support/stored-incidents.ts';
import { ACCOUNT } from '../../support/tags.ts';

const CREATED = '2026-11-21T12:00:00.000Z';
const EMPTY = { at: CREATED };
const HOUR = 3_600_000;

/** An account with these groups, and the function that hears of them two minutes after each call. */
function world(groups: readonly PlayedGroup[], section: object = { apply: true }) {
  const logs = new PlayedLogs(groups, ACCOUNT);
  const dynamo = new MemoryDynamo();
  const store = new LogGroupStore(dynamo.client, { groups: 'groups', audit: 'audit' });
  const counted: string[] = [];
  const waits: number[] = [];
  let at = shift(CREATED, 120_000);
  const now = () => at;
  const telemetry = {
    ...SILENT,
    count: (_: string, __: number, dimensions?: Readonly<Record<string, string>>) =>
      void counted.push(dimensions?.['outcome'] ?? ''),
  };
  const judge = makeJudgeLogGroup({
    places: {
      has: ({ account }) => account === ACCOUNT,
      enter: async (cell) => new RetentionClient(logs.client, cell, async (ms) => void waits.push(ms)),
    },
    store,
    treat: makeTreatGroup({ store, telemetry, config: logsConfig(RULES, section), now }),
    telemetry,
    now,
  });
  return {
    logs,
    dynamo,
    counted,
    waits,
    hears: (event: object) => judge({ body: JSON.stringify(event), id: 'message-1' }),
    hearsText: (body: string) => judge({ body, id: 'message-1' }),
    after: (ms: number) => {
      at = shift(at, ms);
    },
    known: () => dynamo.items('groups'),
  };
}

const created = (name: string) => logEvent('CreateLogGroup', name, { account: ACCOUNT });
const put = (name: string) => logEvent('PutRetentionPolicy', name, { account: ACCOUNT });

describe('a group that was created', () => {
  it('gets its days at once, with the code in the audit trail', async () => {
    const the = world([{ name: '/app-debug', ...EMPTY }]);
    await the.hears(created('/app-debug'));
    expect(the.logs.writes).toEqual(['PutRetentionPolicy /app-debug 7']);
    const audit = the.dynamo
      .items('audit')
      .map(({ action, reason }) => `${String(action)}: ${String(reason)}`);
    expect(audit.toSorted()).toEqual(['log-group.claim: EMPTY', 'log-group.settle: EMPTY done']);
    expect(the.known()).toMatchObject([{ set: 7, was: { days: null }, version: 2 }]);
  });

  it('39: gets nothing in a dry run: no call changes anything, and what is planned is what would be applied', async () => {
    const groups: PlayedGroup[] = [
      { name: '/new', ...EMPTY },
      { name: '/short', days: 1, bytes: 5 },
      { name: '/long', days: 3653, bytes: 5 },
      { name: '/audit/a', days: 7, bytes: 5 },
    ];
    const dry = world(groups, { apply: false });
    const wet = world(groups);
    for (const { name } of groups) {
      await dry.hears(put(name));
      await wet.hears(put(name));
    }
    expect(dry.logs.writes).toEqual([]);
    const planned = dry
      .known()
      .map(({ name, plan }) => [name, plan])
      .filter(([, plan]) => (plan as { action: string }).action !== 'shorten-announce')
      .map(([name, plan]) => `PutRetentionPolicy ${String(name)} ${(plan as { to: number }).to}`);
    expect(wet.logs.writes.toSorted()).toEqual(planned.toSorted());
    expect(planned).toHaveLength(3);
    expect(dry.known().every(({ announced, set }) => announced === undefined && set === undefined)).toBe(
      true,
    );
  });

  it('44: only that one, whatever else begins with its name', async () => {
    const others = Array.from({ length: 120 }, (_, n) => ({ name: `/app-${n}`, bytes: 9, days: 3653 }));
    const the = world([{ name: '/app', ...EMPTY }, { name: '/app-audit', ...EMPTY }, ...others]);
    await the.hears(created('/app'));
    expect(the.logs.writes).toEqual(['PutRetentionPolicy /app 30']);
    expect(the.logs.calls.filter((call) => call.startsWith('Describe'))).toEqual(['DescribeLogGroups /app']);
  });

  it('44: none, where only others begin with its name', async () => {
    const others = Array.from({ length: 120 }, (_, n) => ({ name: `/app-${n}` }));
    const the = world(others);
    await the.hears(created('/app'));
    expect(the.logs.writes).toEqual([]);
    expect(the.counted).toEqual(['gone']);
  });

  it('55: is left where it is right already', async () => {
    const the = world([{ name: '/app', days: 30, at: '2024-01-01T00:00:00.000Z' }]);
    await the.hears(put('/app'));
    expect(the.logs.calls).toEqual(['DescribeLogGroups /app']);
    expect(the.known()).toEqual([]);
  });

  it('50: is skipped with a reason where it belongs to a service, or to the DELIVERY class', async () => {
    const the = world([{ name: 'aws-controltower/x' }, { name: '/d', class: 'DELIVERY' }]);
    await the.hears(created('aws-controltower/x'));
    await the.hears(created('/d'));
    expect(the.logs.calls.filter((call) => !call.startsWith('Describe'))).toEqual([]);
  });

  it('46: of audit that never expires is left so', async () => {
    const the = world([{ name: '/audit/a', bytes: 9 }]);
    await the.hears(put('/audit/a'));
    expect(the.logs.writes).toEqual([]);
    expect(the.known()).toEqual([]);
  });

  it('keeps as long as its tag says', async () => {
    const the = world([{ name: '/app', tags: { level: 'error' }, ...EMPTY }]);
    await the.hears(created('/app'));
    expect(the.logs.writes).toEqual(['PutRetentionPolicy /app 90']);
  });

  it('17: is gone by then: no alarm, no record', async () => {
    const the = world([]);
    await the.hears(created('/app'));
    expect(the.counted).toEqual(['gone']);
    expect(the.known()).toEqual([]);
  });
});

describe('56: infrastructure code that sets its own days', () => {
  it('wins, if it has done so by the time of the look', async () => {
    const the = world([{ name: '/app', days: 14, ...EMPTY }]);
    await the.hears(created('/app'));
    expect(the.logs.writes).toEqual([]);
    expect(the.known()).toMatchObject([{ own: 14 }]);
  });

  it('wins even where the event is three hours late', async () => {
    const the = world([{ name: '/app', days: 14, ...EMPTY }]);
    the.after(3 * HOUR);
    await the.hears(created('/app'));
    expect(the.logs.writes).toEqual([]);
  });

  it('wins where it comes after ours, as long as the group is new', async () => {
    const the = world([{ name: '/app', ...EMPTY }]);
    await the.hears(created('/app'));
    the.logs.change('/app', 14);
    the.after(180_000);
    await the.hears(put('/app'));
    expect(the.logs.writes).toEqual(['PutRetentionPolicy /app 30']);
    expect(the.logs.daysOf('/app')).toBe(14);
    expect(the.known()).toMatchObject([{ own: 14 }]);
    expect(the.known()[0]).not.toHaveProperty('reversals');
  });

  it('does not win below a floor', async () => {
    const the = world([{ name: '/audit/a', days: 14, ...EMPTY }]);
    await the.hears(created('/audit/a'));
    expect(the.logs.daysOf('/audit/a')).toBe(2192);
  });

  it('is contested after two reversals: nothing is set any more', async () => {
    const the = world([{ name: '/app', days: 1, at: '2024-01-01T00:00:00.000Z' }]);
    for (let round = 0; round < 5; round++) {
      await the.hears(put('/app'));
      the.after(HOUR);
      the.logs.change('/app', 1);
    }
    expect(the.logs.writes).toEqual(['PutRetentionPolicy /app 30', 'PutRetentionPolicy /app 30']);
    expect(the.known()).toMatchObject([{ reversals: 2, gsi1pk: 'STATE#contested' }]);
  });

  it('is not undone by our own event, nor by one that comes twice or late', async () => {
    const the = world([{ name: '/app', days: 1, at: '2024-01-01T00:00:00.000Z' }]);
    for (let times = 0; times < 4; times++) {
      await the.hears(put('/app'));
      the.after(3 * HOUR);
    }
    expect(the.logs.writes).toEqual(['PutRetentionPolicy /app 30']);
    expect(the.known()).toMatchObject([{ set: 30 }]);
    expect(the.known()[0]).not.toHaveProperty('reversals');
  });

  it('counts one reversal however often its event comes', async () => {
    const the = world([{ name: '/app', days: 1, at: '2024-01-01T00:00:00.000Z' }], {
      apply: true,
      levels: { info: 30, debug: 7 },
    });
    await the.hears(put('/app'));
    the.after(HOUR);
    the.logs.change('/app', undefined);
    the.logs.create({ name: '/app', bytes: 5, at: '2024-01-01T00:00:00.000Z' });
    for (let times = 0; times < 3; times++)
      await the.hears(logEvent('DeleteRetentionPolicy', '/app', { account: ACCOUNT }));
    expect(the.known()).toMatchObject([{ reversals: 1, announced: { from: null, to: 30 } }]);
    expect(the.logs.writes).toHaveLength(1);
  });
});

describe('45: a group that keeps more than it should', () => {
  const LONG = { name: '/app', days: 3653, bytes: 2 ** 40, at: '2024-01-01T00:00:00.000Z' };

  it('is announced and not shortened; what it had is remembered', async () => {
    const the = world([LONG]);
    await the.hears(put('/app'));
    expect(the.logs.writes).toEqual([]);
    expect(the.known()).toMatchObject([
      { announced: { from: 3653, to: 30, approved: false, vetoed: false }, gsi1pk: 'STATE#announced' },
    ]);
    the.after(30 * 24 * HOUR);
    await the.hears(put('/app'));
    expect(the.logs.writes).toEqual([]); // its owner was not told
  });

  it('is remembered afresh where it was deleted and made again', async () => {
    const the = world([LONG]);
    await the.hears(put('/app'));
    the.logs.drop('/app');
    await the.hears(logEvent('DeleteLogGroup', '/app', { account: ACCOUNT }));
    expect(the.known()).toMatchObject([{ gone: expect.any(String), ttl: expect.any(Number) }]);
    expect(the.known()[0]).not.toHaveProperty('gsi1pk');
    the.logs.create({ name: '/app', at: shift(CREATED, HOUR) });
    await the.hears(created('/app'));
    expect(the.logs.writes).toEqual(['PutRetentionPolicy /app 30']);
    expect(the.known()[0]).not.toHaveProperty('announced');
  });
});

describe('what goes wrong', () => {
  it('16: a call that failed costs no call', async () => {
    const the = world([{ name: '/app' }]);
    await the.hears(logEvent('CreateLogGroup', '/app', { detail: { errorCode: 'AccessDenied' } }));
    expect(the.logs.calls).toEqual([]);
    expect(the.counted).toEqual(['FAILED_CALL']);
  });

  it('an account that is none of ours costs no call', async () => {
    const the = world([{ name: '/app' }]);
    await the.hears(logEvent('CreateLogGroup', '/app', { account: '999999999999' }));
    expect(the.logs.calls).toEqual([]);
    expect(the.counted).toEqual(['UNKNOWN_ACCOUNT']);
  });

  it.each([
    ['no JSON', 'hello'],
    ['no event', '{}'],
    ['no group', JSON.stringify(logEvent('CreateLogGroup', ''))],
    ['a group that cannot be', JSON.stringify(logEvent('CreateLogGroup', 'a\nb'))],
  ])('%s is set aside with its reason', async (_what, body) => {
    const the = world([]);
    await expect(the.hearsText(body)).rejects.toMatchObject({ kind: 'invalid' });
    expect(the.logs.calls).toEqual([]);
  });

  it('a group that cannot be described comes again, and is not dropped', async () => {
    const the = world([{ name: '/app', ...EMPTY }]);
    the.logs.fault = () => awsError('ThrottlingException');
    await expect(the.hears(created('/app'))).rejects.toThrow();
    the.logs.fault = () => undefined;
    await the.hears(created('/app'));
    expect(the.logs.daysOf('/app')).toBe(30);
  });

  it('54: a write that is in the way of another is tried again for a minute, then left to the sweep', async () => {
    const the = world([{ name: '/app', ...EMPTY }]);
    the.logs.fault = (call) => (call.startsWith('Put') ? awsError('OperationAbortedException') : undefined);
    await the.hears(created('/app'));
    expect(the.waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(60_000);
    expect(the.logs.writes.length).toBeGreaterThan(3);
    expect(the.counted).toEqual(['left']);
    expect(the.known()[0]).not.toHaveProperty('setting');
    expect(the.known()).toMatchObject([{ gsi1pk: 'STATE#planned' }]);
  });

  it('54: and is written where the other has ended meanwhile', async () => {
    const the = world([{ name: '/app', ...EMPTY }]);
    let tries = 0;
    the.logs.fault = (call) =>
      call.startsWith('Put') && ++tries < 3 ? awsError('OperationAbortedException') : undefined;
    await the.hears(created('/app'));
    expect(the.counted).toEqual(['written']);
    expect(the.waits).toEqual([1000, 2000]);
  });

  it('27: what a policy of the organization refuses is noted, and not tried again for a week', async () => {
    const the = world([{ name: '/app', ...EMPTY }]);
    the.logs.fault = (call) =>
      call.startsWith('Put')
        ? awsError(
            'AccessDeniedException',
            'not authorized, with an explicit deny in a service control policy',
          )
        : undefined;
    for (let day = 0; day < 8; day++) {
      await the.hears(created('/app'));
      the.after(24 * HOUR);
    }
    expect(the.logs.writes).toHaveLength(2);
    expect(the.known()).toMatchObject([{ blocked: { to: 30 }, gsi1pk: 'STATE#blocked' }]);
  });

  it('17: a group that goes while it is set is gone', async () => {
    const the = world([{ name: '/app', ...EMPTY }]);
    the.logs.fault = (call) => {
      if (call.startsWith('Put')) the.logs.drop('/app');
      return undefined;
    };
    await the.hears(created('/app'));
    expect(the.counted).toEqual(['gone']);
    expect(the.known()).toMatchObject([{ gone: expect.any(String) }]);
  });

  it('a write that somebody else has begun is left to them, and begun anew where it came to nothing', async () => {
    const the = world([{ name: '/app', days: 1, at: '2024-01-01T00:00:00.000Z' }]);
    const setting = { from: 1, to: 30, at: shift(CREATED, 120_000) };
    const key = { account: ACCOUNT, region: 'eu-west-1', name: '/app' };
    the.dynamo.seed('groups', {
      pk: `CELL#${ACCOUNT}#eu-west-1`,
      sk: 'G#/app',
      v: 1,
      version: 1,
      ...key,
      setting,
    });
    await expect(the.hears(put('/app'))).rejects.toMatchObject({ code: 'group-busy' });
    expect(the.logs.writes).toEqual([]);
    the.after(180_000);
    await the.hears(put('/app'));
    expect(the.logs.writes).toEqual(['PutRetentionPolicy /app 30']);
    expect(the.known()[0]).not.toHaveProperty('reversals');
  });

  it('a write that was made and not noted is noted by the next look, and is no reversal', async () => {
    const the = world([{ name: '/app', days: 1, at: '2024-01-01T00:00:00.000Z' }]);
    await the.hears(put('/app'));
    const [record] = the.known();
    const { set: _set, was: _was, ...left } = record ?? {};
    the.dynamo.seed('groups', { ...left, setting: { from: 1, to: 30, at: shift(CREATED, 120_000) } });
    await the.hears(put('/app'));
    expect(the.logs.writes).toHaveLength(1);
    expect(the.known()).toMatchObject([{ set: 30, was: { days: 1 } }]);
  });
});
