import * as z from 'zod';
import { contract, PROBLEM } from '../platform/api-parts.ts';
import { AlertmanagerNotification } from './alertmanager.ts';
import { AlertRaised } from './events.ts';

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
