import * as z from 'zod';
import type { Contract } from '../kernel/contract.ts';
import { Slug } from '../kernel/ids.ts';
import { AnyInstant, Instant } from '../kernel/instant.ts';
import { NONE, PROBLEM } from '../platform/api-parts.ts';
import { OverrideBody } from './override.ts';

const ScheduleParams = z.strictObject({ id: Slug });
const OverrideParams = z.strictObject({ id: Slug, oid: Slug });
const Gap = z.object({ start: Instant, end: Instant });
const StoredOverride = z.object({
  id: Slug,
  schedule: Slug,
  start: Instant,
  end: Instant,
  add: z.array(Slug),
  remove: z.array(Slug),
});

/** What is said of an override that was set or taken away. */
const OverrideAnswer = z.object({
  override: StoredOverride,
  gaps: z.array(Gap).meta({ description: 'When nobody is on call in its time now' }),
});

/** `GET /v1/schedules/{id}/shifts` */
export const ReadShifts = {
  route: 'GET /v1/schedules/{id}/shifts',
  summary: 'Who is on call from when to when, overrides included, and when nobody is',
  access: 'iam',
  params: ScheduleParams,
  query: z.strictObject({
    from: AnyInstant.optional().meta({ description: 'Default: now' }),
    to: AnyInstant.optional().meta({ description: 'Default: 14 days after `from`; at most 366' }),
  }),
  body: undefined,
  responses: {
    200: {
      description:
        'Shifts that lie at least partly in this time, with their true starts and ends; gaps, cut to it',
      schema: z.object({
        schedule: Slug,
        from: Instant,
        to: Instant,
        shifts: z.array(
          z.object({
            start: Instant,
            end: Instant,
            person: Slug,
            source: z.string().meta({ description: 'The id of a layer, or `override:<id>`' }),
          }),
        ),
        gaps: z.array(Gap),
      }),
    },
    400: PROBLEM,
    404: PROBLEM,
  },
} as const satisfies Contract;

/** `GET /v1/schedules/{id}/overrides` */
export const ListOverrides = {
  route: 'GET /v1/schedules/{id}/overrides',
  summary: 'The overrides of a schedule: those to come, and those of the last 35 days',
  access: 'iam',
  params: ScheduleParams,
  query: NONE,
  body: undefined,
  responses: {
    200: {
      description: 'All of them, at most 500, in order of start',
      schema: z.object({ schedule: Slug, overrides: z.array(StoredOverride) }),
    },
    404: PROBLEM,
  },
} as const satisfies Contract;

/** `PUT /v1/schedules/{id}/overrides/{oid}` */
export const PutOverride = {
  route: 'PUT /v1/schedules/{id}/overrides/{oid}',
  summary: 'Set an override: put people on call, take people off, or both. Twice the same is once',
  access: 'iam',
  params: OverrideParams,
  query: NONE,
  body: OverrideBody,
  responses: {
    200: { description: 'It is set', schema: OverrideAnswer },
    400: PROBLEM,
    404: PROBLEM,
    409: PROBLEM,
  },
} as const satisfies Contract;

/** `DELETE /v1/schedules/{id}/overrides/{oid}` */
export const RemoveOverride = {
  route: 'DELETE /v1/schedules/{id}/overrides/{oid}',
  summary: 'Take an override away',
  access: 'iam',
  params: OverrideParams,
  query: NONE,
  body: undefined,
  responses: {
    200: { description: 'It is gone: what it was', schema: OverrideAnswer },
    404: PROBLEM,
    409: PROBLEM,
  },
} as const satisfies Contract;

/** `GET /c/{token}` */
export const OpenCalendar = {
  route: 'GET /c/{token}',
  summary: 'The shifts of a schedule or a person as a calendar that programs subscribe to',
  access: 'token',
  params: z.strictObject({ token: z.string().max(256) }),
  query: z.looseObject({}),
  body: undefined,
  responses: {
    200: { description: 'An iCalendar (RFC 5545): 30 days back, 180 ahead' },
    404: PROBLEM,
  },
} as const satisfies Contract;

/** What paging says of its schedules over HTTP. */
export const SCHEDULE_API: readonly Contract[] = [
  ReadShifts,
  ListOverrides,
  PutOverride,
  RemoveOverride,
  OpenCalendar,
];
