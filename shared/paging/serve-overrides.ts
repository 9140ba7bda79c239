import { type Operation, operation } from '../runtime/api-handler.ts';
import type { makeChangeOverride } from './change-override.ts';
import { PutOverride, RemoveOverride } from './schedule-api.ts';

/** Changing overrides over the API. */
export function overrideOperations(change: ReturnType<typeof makeChangeOverride>): Operation[] {
  return [
    operation(PutOverride, async ({ params, body, caller, requestId }) => ({
      status: 200,
      body: await change.put(
        { id: params.oid, schedule: params.id, ...body },
        { actor: caller, correlationId: requestId },
      ),
    })),
    operation(RemoveOverride, async ({ params, caller, requestId }) => ({
      status: 200,
      body: await change.remove(params.id, params.oid, { actor: caller, correlationId: requestId }),
    })),
  ];
}
