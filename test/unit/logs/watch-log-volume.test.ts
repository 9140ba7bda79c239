import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/kernel/errors.ts';
import { instant, shift } from '../../../shared/kernel/instant.ts';
import { LogVolumeClient } from '../../../shared/logs/log-volume-client.ts';
import { RetentionClient } from '../../../shared/logs/retention-client.ts';
import { VolumeStore } from '../../../shared/logs/volume-store.ts';
import { makeWatchLogVolume } from '../../../shared/logs/watch-log-volume.ts';
import type { AlertRaised } from '../../../shared/paging/events.ts';
import { logsConfig } from '../../support/logs.ts';
import { asClient, MemoryDynamo } from '../../support/memory-dynamo.ts';
import { PlayedLogs } from '../../support/played-logs.ts';
import { SILENT } from '../../support/stored-incidents.ts';
import { ACCOUNT } from '../../support/tags.ts';

const OTHER = '222222222222';
const HOUR = 3_600_000;
const GB = 2 ** 30;
const START = Date.parse('2026-11-01T00:00:00Z');

/** What a group takes in within the hour that begins so many hours after the start. */
type Bytes = (hour: number) => number;

/** Accounts whose groups take in so much, and the watch over them. */
function world(
  accounts: Readonly<Record<string, Readonly<Record<string, Bytes>>>>,
  classes: Record<string, string> = {},
) {
  const dynamo = new MemoryDynamo();
  const alerts: AlertRaised[] = [];
  const calls: string[] = [];
  let now = instant(START);
  const closed = new Set<string>();
  const metrics = (groups: Readonly<Record<string, Bytes>>) =>
    asClient<CloudWatchClient>((command) => {
      if (command instanceof ListMetricsCommand) {
        calls.push('ListMetrics');
        const names = Object.keys(groups);
        return {
          Metrics: [
            { Dimensions: [] },
            ...names.map((Value) => ({ Dimensions: [{ Name: 'LogGroupName', Value }] })),
          ],
        };
      }
      if (!(command instanceof GetMetricDataCommand)) throw new Error('not played');
      calls.push(`GetMetricData ${command.input.MetricDataQueries?.length}`);
      return {
        MetricDataResults: (command.input.MetricDataQueries ?? []).map((query) =>
          resultOf(query, command.input, groups),
        ),
      };
    });
  const watch = makeWatchLogVolume({
    cells: { accounts: Object.keys(accounts), regions: ['eu-west-1'] },
    enter: async ({ account }) => {
      if (closed.has(account)) throw new AppError('no', { code: 'member-access-denied', kind: 'forbidden' });
      return new LogVolumeClient(metrics(accounts[account] ?? {}));
    },
    places: {
      enter: async (cell) =>
        new RetentionClient(
          new PlayedLogs(
            Object.keys(accounts[cell.account] ?? {}).map((name) => ({
              name,
              class: classes[name] ?? 'STANDARD',
            })),
          ).client,
          cell,
        ),
    },
    store: new VolumeStore(dynamo.client, 'groups'),
    bus: { put: async (events) => void alerts.push(...events.map(({ detail }) => detail as AlertRaised)) },
    telemetry: SILENT,
    config: logsConfig(),
    now: () => now,
  });
  return {
    alerts,
    calls,
    closed,
    /** Looks after each hour from one to another. */
    through: async (from: number, to: number) => {
      for (let hour = from; hour <= to; hour++) {
        now = shift(instant(START + hour * HOUR), 20 * 60_000);
        await watch();
      }
    },
  };
}

function resultOf(
  { Id, MetricStat }: NonNullable<GetMetricDataCommandInput['MetricDataQueries']>[number],
  { StartTime, EndTime }: GetMetricDataCommandInput,
  groups: Readonly<Record<string, Bytes>>,
) {
  const name = MetricStat?.Metric?.Dimensions?.[0]?.Value;
  const counted = name === undefined ? Object.values(groups) : [groups[name] ?? (() => 0)];
  const first = Math.max(0, ((StartTime?.getTime() ?? 0) - START) / HOUR);
  const last = ((EndTime?.getTime() ?? 0) - START) / HOUR;
  const hours = Array.from({ length: Math.max(0, last - first) }, (_, n) => first + n);
  return {
    Id,
    Timestamps: hours.map((hour) => new Date(START + hour * HOUR)),
    Values: hours.map((hour) => counted.reduce((sum, bytes) => sum + bytes(hour), 0)),
  };
}

const steady: Bytes = () => GB;
const exploding =
  (from: number, to: number): Bytes =>
  (hour) =>
    hour >= from && hour < to ? 10 * GB : GB;

describe('59: the watch over volume', () => {
  it('raises one alert with dollars a day and the noisiest, and takes it back when it is over', async () => {
    const the = world({
      [ACCOUNT]: { '/a': steady, '/noisy': exploding(240, 246), '/loud': exploding(241, 246) },
    });
    await the.through(236, 250);
    expect(the.alerts.map(({ state, dedupKey }) => [state, dedupKey])).toEqual([
      ['firing', `log-volume:${ACCOUNT}:eu-west-1`],
      ['resolved', `log-volume:${ACCOUNT}:eu-west-1`],
    ]);
    expect(the.alerts[0]).toMatchObject({
      title: 'Logs of payments-prod in eu-west-1 cost $123.12 a day more than usual: /noisy',
      service: 'payments-prod',
      labels: { perDay: '$123.12', group1: '/noisy' },
    });
  });

  it('names those that cost most, first', async () => {
    const the = world({
      [ACCOUNT]: { '/small': exploding(240, 300), '/large': (hour) => (hour < 240 ? GB : 50 * GB) },
    });
    await the.through(242, 242);
    expect(the.alerts[0]?.title).toMatch(/\/large, \/small$/);
  });

  it('lets a batch of every night ring nobody', async () => {
    const the = world({ [ACCOUNT]: { '/batch': (hour) => (hour % 24 < 3 ? 10 * GB : GB) } });
    await the.through(240, 264);
    expect(the.alerts).toEqual([]);
  });

  it('asks once of an account in which nothing can be worth it', async () => {
    const the = world({
      [ACCOUNT]: Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`/g${n}`, () => 1000])),
    });
    await the.through(240, 240);
    expect(the.calls).toEqual(['GetMetricData 1']);
  });

  it('asks of 500 groups at once', async () => {
    const groups = Array.from(
      { length: 1200 },
      (_, n) => [`/g${n}`, n === 0 ? exploding(240, 300) : () => 0] as const,
    );
    const the = world({ [ACCOUNT]: Object.fromEntries(groups) });
    await the.through(242, 242);
    expect(the.calls).toEqual([
      'GetMetricData 1',
      'ListMetrics',
      'GetMetricData 500',
      'GetMetricData 500',
      'GetMetricData 200',
    ]);
    expect(the.alerts).toHaveLength(1);
  });

  it('tells of the standard class only, whose price it knows', async () => {
    const the = world({ [ACCOUNT]: { '/rare': exploding(240, 300) } }, { '/rare': 'INFREQUENT_ACCESS' });
    await the.through(242, 242);
    expect(the.alerts).toEqual([]);
  });

  it('40: goes on where one account does not let us in', async () => {
    const the = world({ [ACCOUNT]: { '/a': steady }, [OTHER]: { '/b': exploding(240, 300) } });
    the.closed.add(ACCOUNT);
    await the.through(242, 243);
    expect(the.alerts).toHaveLength(1);
  });
});
