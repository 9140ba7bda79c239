import * as z from 'zod';
import { IncidentId } from '../kernel/ids.ts';
import { contract, NONE, PROBLEM } from '../platform/api-parts.ts';
import { Delivery, Incident, TimelineEntry } from './incident.ts';
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
