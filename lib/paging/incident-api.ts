import { Construct } from 'constructs';
import {
  ChangeIncidentEnv,
  ChangeSilencesEnv,
  ReadIncidentsEnv,
  ShowPageEnv,
} from '../../shared/paging/env.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { PagingPart } from './paging-part.ts';

/** What people and tools see of incidents, and the page that a paged person opens. */
export class IncidentApi extends Construct {
  constructor(scope: Construct, id: string, { platform, config, paging }: PagingPart) {
    super(scope, id);
    const { alarms, api, audit } = platform;
    const change = {
      INCIDENTS_TABLE: paging.incidents.access('GetItem', 'PutItem'),
      AUDIT_TABLE: audit.access('PutItem'),
      LADDER_ARN: paging.ladder.start(),
    };
    const readIncidents = new ServiceFunction(this, 'ReadIncidents', {
      entry: 'paging/read-incidents',
      schema: ReadIncidentsEnv,
      env: { INCIDENTS_TABLE: paging.incidents.accessWithIndex('Query') },
      config,
      limits: { timeout: 10, concurrency: 4 },
      alarms,
    });
    const changeIncident = new ServiceFunction(this, 'ChangeIncident', {
      entry: 'paging/change-incident',
      schema: ChangeIncidentEnv,
      env: change,
      config,
      limits: { timeout: 10, concurrency: 5 },
      alarms,
    });
    const changeSilences = new ServiceFunction(this, 'ChangeSilences', {
      entry: 'paging/change-silences',
      schema: ChangeSilencesEnv,
      env: { ...change, INCIDENTS_TABLE: paging.incidents.accessWithIndex('GetItem', 'PutItem') },
      config,
      limits: { timeout: 25, concurrency: 2 },
      alarms,
    });
    const showPage = new ServiceFunction(this, 'ShowPage', {
      entry: 'paging/show-page',
      schema: ShowPageEnv,
      env: {
        ...change,
        INCIDENTS_TABLE: paging.incidents.access('GetItem', 'Query', 'PutItem'),
        LINK_KEY_ID: paging.linkKey.verify(),
      },
      config,
      limits: { timeout: 10, concurrency: 10 },
      alarms,
    });
    api.serveSigned(readIncidents, 'GET /v1/incidents', 'GET /v1/incidents/{id}');
    // A route for each: functions find their operation by the route, and IAM can allow one without the others.
    api.serveSigned(
      changeIncident,
      'POST /v1/incidents/{id}/ack',
      'POST /v1/incidents/{id}/escalate',
      'POST /v1/incidents/{id}/note',
      'POST /v1/incidents/{id}/resolve',
    );
    api.serveSigned(changeSilences, 'GET /v1/silences', 'PUT /v1/silences/{id}', 'DELETE /v1/silences/{id}');
    api.serveOpen(
      'A paged person has a phone and no credentials; the token in the path is checked by KMS and expires.',
      showPage,
      'GET /p/{token}',
      'POST /p/{token}',
    );
  }
}
