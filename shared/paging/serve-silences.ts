import { type Operation, operation } from '../runtime/api-handler.ts';
import type { makeChangeSilences } from './change-silences.ts';
import { EndSilence, ListSilences, SetSilence } from './silence-api.ts';
import type { SilenceStore } from './silence-store.ts';

/** Silences over the API. */
export function silenceOperations(
  silences: Pick<SilenceStore, 'list'>,
  change: ReturnType<typeof makeChangeSilences>,
): Operation[] {
  return [
    operation(ListSilences, async () => ({ status: 200, body: { silences: await silences.list() } })),
    operation(SetSilence, async ({ params, body, caller, requestId }) => ({
      status: 200,
      body: { silence: await change.set(params.id, body, caller, requestId) },
    })),
    operation(EndSilence, async ({ params, caller, requestId }) => ({
      status: 200,
      body: { silence: await change.end(params.id, caller, requestId) },
    })),
  ];
}
