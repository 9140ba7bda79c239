import { ReadIncidentsEnv } from '../../shared/paging/env.ts';
import { IncidentListStore } from '../../shared/paging/incident-list-store.ts';
import { readingOperations } from '../../shared/paging/serve-incidents.ts';
import { apiHandler } from '../../shared/runtime/api-handler.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';

const env = parseEnv(ReadIncidentsEnv);

export const handler = apiHandler(
  readingOperations(new IncidentListStore(documentClient(), env.INCIDENTS_TABLE)),
);
