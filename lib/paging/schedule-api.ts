import { Construct } from 'constructs';
import {
  ChangeOverridesEnv,
  ReadOncallEnv,
  RUNTIME_PARTITION,
  ShowCalendarEnv,
} from '../../shared/paging/env.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { PagingPart } from './paging-part.ts';

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
  }
}
