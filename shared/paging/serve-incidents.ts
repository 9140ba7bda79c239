import { AppError } from '../kernel/errors.ts';
import { type ApiRequest, type ApiResponse, type Operation, operation } from '../runtime/api-handler.ts';
import type { ChangeResult, makeChangeIncident } from './change-incident.ts';
import type { Wish } from './decide-change.ts';
import {
  AckIncident,
  EscalateIncident,
  ListIncidents,
  NoteIncident,
  ReadIncident,
  ResolveIncident,
} from './incident-api.ts';
import type { IncidentListStore } from './incident-list-store.ts';

/** Reading incidents over the API. */
export function readingOperations(store: Pick<IncidentListStore, 'list' | 'readWhole'>): Operation[] {
  return [
    operation(ListIncidents, async ({ query: { state, team, cursor, limit } }) => ({
      status: 200,
      body: await store.list({ state, team, cursor, limit }),
    })),
    operation(ReadIncident, async ({ params }) => ({ status: 200, body: await store.readWhole(params.id) })),
  ];
}

/** Changing incidents over the API. */
export function changingOperations(change: ReturnType<typeof makeChangeIncident>): Operation[] {
  const answer = async (
    { params, caller, requestId }: ApiRequest<{ id: string }, unknown, unknown>,
    wish: Wish,
  ): Promise<ApiResponse> => respond(await change(params.id, wish, caller, requestId));
  return [
    operation(AckIncident, (request) => answer(request, { action: 'ack' })),
    operation(ResolveIncident, (request) => answer(request, { action: 'resolve' })),
    operation(EscalateIncident, (request) =>
      answer(request, { action: 'escalate', rung: request.body.rung }),
    ),
    operation(NoteIncident, (request) => answer(request, { action: 'note', text: request.body.text })),
  ];
}

function respond({ incident, refused }: ChangeResult): ApiResponse {
  if (refused !== undefined) throw new AppError(refused.message, { code: refused.code, kind: 'conflict' });
  return { status: 200, body: { incident } };
}
