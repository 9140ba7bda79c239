import { type Operation, operation } from '../runtime/api-handler.ts';
import type { CaseStore } from './case-store.ts';
import type { makeChangeHolds } from './change-holds.ts';
import { HoldCase, PlaceHold, ReleaseHold } from './hold-api.ts';

/** Holds over the API. By a case, one is on every tag of the person, and is released from each. */
export function holdOperations(
  change: ReturnType<typeof makeChangeHolds>,
  store: Pick<CaseStore, 'read'>,
): Operation[] {
  return [
    operation(PlaceHold, async ({ params: { subject, id }, body, caller, requestId }) => ({
      status: 200,
      body: { hold: await change.place([subject], id, body, { actor: caller, correlationId: requestId }) },
    })),
    operation(HoldCase, async ({ params, body: { id, ...wish }, caller, requestId }) => {
      const { subjects } = await store.read(params.id);
      const by = { actor: caller, correlationId: requestId };
      return { status: 200, body: { hold: await change.place(subjects, id, wish, by) } };
    }),
    operation(ReleaseHold, async ({ params: { subject, id }, caller, requestId }) => {
      await change.release([subject], id, { actor: caller, correlationId: requestId });
      return { status: 200, body: { released: id } };
    }),
  ];
}
