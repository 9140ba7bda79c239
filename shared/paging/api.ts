import * as z from 'zod';
import type { Contract } from '../kernel/contract.ts';
import { IncidentId } from '../kernel/ids.ts';
import { AnyInstant } from '../kernel/instant.ts';
import { contract, NONE, PROBLEM } from '../platform/api-parts.ts';
import { AlertmanagerNotification } from './alertmanager.ts';
import { AlertRaised } from './events.ts';
import { Delivery, Incident, TimelineEntry } from './incident.ts';
import { SCHEDULE_API } from './schedule-api.ts';
import { EndSilence, ListSilences, SetSilence } from './silence-api.ts';
import { StormMember } from './storm.ts';

/** `GET /v1/incidents` */
export const ListIncidents = contract({
  route: 'GET /v1/incidents',
  summary: 'List incidents: open ones first, newest first',
  access: 'iam',
  params: NONE,
  query: z.strictObject({
    state: z.enum(['triggered', 'acknowledged', 'resolved']).optional(),
    team: z.string().min(1).max(63).optional(),
    cursor: z.string().max(2048).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  body: undefined,
  responses: {
    200: {
      description: 'A page of incidents; `cursor` is there when there are more',
      schema: z.object({ incidents: z.array(Incident), cursor: z.string().optional() }),
    },
    400: PROBLEM,
  },
});

/** `GET /v1/incidents/{id}` */
export const ReadIncident = contract({
  route: 'GET /v1/incidents/{id}',
  summary: 'One incident with its timeline and deliveries',
  access: 'iam',
  params: z.strictObject({ id: IncidentId }),
  query: NONE,
  body: undefined,
  responses: {
    200: {
      description: 'The incident',
      schema: z.object({
        incident: Incident,
        timeline: z.array(TimelineEntry),
        deliveries: z.array(Delivery),
        collected: z.array(StormMember).meta({ description: 'Of a storm: the alerts it has collected' }),
      }),
    },
    404: PROBLEM,
  },
});

const Changed = { description: 'The incident as it now stands', schema: z.object({ incident: Incident }) };
const ChangeParams = z.strictObject({ id: IncidentId });
const changeResponses = { 200: Changed, 400: PROBLEM, 404: PROBLEM, 409: PROBLEM };

/** `POST /v1/incidents/{id}/ack` */
export const AckIncident = contract({
  route: 'POST /v1/incidents/{id}/ack',
  summary: 'Acknowledge: no more pages until the acknowledgement runs out',
  access: 'iam',
  params: ChangeParams,
  query: NONE,
  body: NONE,
  responses: changeResponses,
});

/** `POST /v1/incidents/{id}/resolve` */
export const ResolveIncident = contract({
  route: 'POST /v1/incidents/{id}/resolve',
  summary: 'Resolve',
  access: 'iam',
  params: ChangeParams,
  query: NONE,
  body: NONE,
  responses: changeResponses,
});

/** `POST /v1/incidents/{id}/escalate` */
export const EscalateIncident = contract({
  route: 'POST /v1/incidents/{id}/escalate',
  summary: 'Page the next rung now, and take back an acknowledgement',
  access: 'iam',
  params: ChangeParams,
  query: NONE,
  body: z.strictObject({
    rung: z.int().min(0).meta({
      description:
        'How many rungs had begun when you decided (`climb.begun`), so that an old message cannot escalate twice',
    }),
  }),
  responses: changeResponses,
});

/** `POST /v1/incidents/{id}/note` */
export const NoteIncident = contract({
  route: 'POST /v1/incidents/{id}/note',
  summary: 'Add a note to the timeline',
  access: 'iam',
  params: ChangeParams,
  query: NONE,
  body: z.strictObject({
    text: z
      .string()
      .trim()
      .min(1, 'a note of 1 to 4096 characters')
      .max(4096, 'a note of 1 to 4096 characters'),
  }),
  responses: changeResponses,
});

/** `GET /v1/oncall` */
export const ReadOncall = contract({
  route: 'GET /v1/oncall',
  summary: 'Who is on call, by schedule',
  access: 'iam',
  params: NONE,
  query: z.strictObject({ at: AnyInstant.optional().meta({ description: 'Default: now' }) }),
  body: undefined,
  responses: {
    200: {
      description: 'Every schedule; nobody on call is an empty list',
      schema: z.object({
        at: z.string(),
        schedules: z.array(
          z.object({
            schedule: z.string(),
            people: z.array(z.object({ person: z.string(), source: z.string() })),
          }),
        ),
      }),
    },
    400: PROBLEM,
  },
});

/** `POST /v1/alerts/{integrationKey}` */
export const ReceiveAlert = contract({
  route: 'POST /v1/alerts/{integrationKey}',
  summary: 'The generic webhook. Unknown fields are ignored',
  access: 'token',
  params: z.strictObject({ integrationKey: z.string().min(1).max(256) }),
  query: z.looseObject({}),
  body: AlertRaised,
  responses: {
    202: {
      description: 'Taken: the id it can be found by in the audit trail',
      schema: z.object({ id: z.string() }),
    },
    400: PROBLEM,
    404: PROBLEM,
    413: PROBLEM,
  },
});

/** `POST /v1/integrations/alertmanager/{integrationKey}` */
export const ReceiveAlertmanager = contract({
  route: 'POST /v1/integrations/alertmanager/{integrationKey}',
  summary: 'Notifications of Alertmanager, as its webhook receiver sends them. Unknown fields are ignored',
  access: 'token',
  params: ReceiveAlert.params,
  query: z.looseObject({}),
  body: AlertmanagerNotification,
  responses: {
    202: {
      description:
        'Taken: the ids it can be found by in the audit trail, several if it was too large for one',
      schema: z.object({ ids: z.array(z.string()) }),
    },
    400: PROBLEM,
    404: PROBLEM,
    413: PROBLEM,
  },
});

const Html = { description: 'A page for people, as HTML' };

/** `GET /p/{token}` */
export const OpenPage = contract({
  route: 'GET /p/{token}',
  summary: 'What a paged person sees. Changes nothing',
  access: 'token',
  params: z.strictObject({ token: z.string().max(512) }),
  query: z.looseObject({}),
  body: undefined,
  responses: { 200: Html, 404: Html, 410: Html },
});

/** `POST /p/{token}` */
export const PressButton = contract({
  route: 'POST /p/{token}',
  summary: 'What the buttons of the page do; a form body with `action` and `rung`',
  access: 'token',
  params: z.strictObject({ token: z.string().max(512) }),
  query: z.looseObject({}),
  body: undefined,
  responses: { 200: Html, 400: Html, 404: Html, 409: Html, 410: Html },
});

/** Everything paging answers to over HTTP. */
export const PAGING_API: readonly Contract[] = [
  ListIncidents,
  ReadIncident,
  AckIncident,
  ResolveIncident,
  EscalateIncident,
  NoteIncident,
  ListSilences,
  SetSilence,
  EndSilence,
  ReadOncall,
  ...SCHEDULE_API,
  ReceiveAlert,
  ReceiveAlertmanager,
  OpenPage,
  PressButton,
];
