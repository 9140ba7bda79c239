import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Metric as MetricName } from '../../shared/kernel/telemetry.ts';
import {
  ChangeOverridesEnv,
  ReadOncallEnv,
  RUNTIME_PARTITION,
  ShowCalendarEnv,
} from '../../shared/paging/env.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { PagingPart } from './paging-part.ts';

const UNREAD: MetricName = 'OverridesUnread';

/** Who is on call, for people, tools and calendars, and the overrides that change it. None of it can see an incident. */
export class ScheduleApi extends Construct {
  constructor(scope: Construct, id: string, { platform, config, paging }: PagingPart) {
    super(scope, id);
    const { alarms, api, audit } = platform;
    const readOncall = new ServiceFunction(this, 'ReadOncall', {
      entry: 'paging/read-oncall',
      schema: ReadOncallEnv,
      env: { INCIDENTS_TABLE: paging.incidents.accessWithin(RUNTIME_PARTITION, 'Query') },
      config,
      limits: { timeout: 10, concurrency: 3 },
      alarms,
    });
    const changeOverrides = new ServiceFunction(this, 'ChangeOverrides', {
      entry: 'paging/change-overrides',
      schema: ChangeOverridesEnv,
      env: {
        INCIDENTS_TABLE: paging.incidents.accessWithin(RUNTIME_PARTITION, 'GetItem', 'PutItem'),
        AUDIT_TABLE: audit.access('PutItem'),
      },
      config,
      limits: { timeout: 10, concurrency: 2 },
      alarms,
    });
    const showCalendar = new ServiceFunction(this, 'ShowCalendar', {
      entry: 'paging/show-calendar',
      schema: ShowCalendarEnv,
      env: {
        INCIDENTS_TABLE: paging.incidents.accessWithin(RUNTIME_PARTITION, 'Query'),
        INTEGRATION_KEY_ID: paging.integrationKey.verify(),
      },
      config,
      limits: { timeout: 10, concurrency: 2 },
      alarms,
    });
    api.serveSigned(
      readOncall,
      'GET /v1/oncall',
      'GET /v1/schedules/{id}/shifts',
      'GET /v1/schedules/{id}/overrides',
    );
    api.serveSigned(
      changeOverrides,
      'PUT /v1/schedules/{id}/overrides/{oid}',
      'DELETE /v1/schedules/{id}/overrides/{oid}',
    );
    api.serveOpen(
      'Calendar programs cannot sign; the token in the path is checked by KMS and can be revoked.',
      showCalendar,
      'GET /c/{token}',
    );
    alarms.watch(this, 'OverridesUnread', {
      metric: new Metric({
        namespace: 'Belltower',
        metricName: UNREAD,
        dimensionsMap: { service: 'paging' },
        statistic: 'Sum',
        period: Duration.minutes(1),
      }),
      meaning: 'overrides of a schedule cannot be read: people are paged as if there were none',
      severity: 'SEV2',
      wrong: { above: 0 },
      periods: { wrong: 2, of: 5 }, // a single one that did not answer may do so a minute later
    });
  }
}
