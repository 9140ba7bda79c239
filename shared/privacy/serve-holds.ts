import { type Operation, operation } from '../runtime/api-handler.ts';
import type { CaseStore } from './case-store.ts';
import type { makeChangeHolds } from './change-holds.ts';
import { HoldCase, PlaceHold, ReleaseCase, ReleaseHold } from './hold-api.ts';

/** Holds over the API. By a case, they are on all that the person is known by. */
export function holdOperations(
  change: ReturnType<typeof makeChangeHolds>,
  store: Pick<CaseStore, 'read'>,
): Operation[] {
  const subjectsOf = async (id: string) => (await store.read(id)).subjects;
  return [
    operation(PlaceHold, async ({ params: { subject, id }, body, caller, requestId }) => ({
      status: 200,
      body: { hold: await change.place([subject], id, body, { actor: caller, correlationId: requestId }) },
    })),
    operation(HoldCase, async ({ params, body: { id, ...wish }, caller, requestId }) => {
      const by = { actor: caller, correlationId: requestId };
      return { status: 200, body: { hold: await change.place(await subjectsOf(params.id), id, wish, by) } };
    }),
    operation(ReleaseHold, async ({ params: { subject, id }, caller, requestId }) => {
      await change.release([subject], id, { actor: caller, correlationId: requestId });
      return { status: 200, body: { released: id } };
    }),
    operation(ReleaseCase, async ({ params: { id, hold }, caller, requestId }) => {
      await change.release(await subjectsOf(id), hold, { actor: caller, correlationId: requestId });
      return { status: 200, body: { released: hold } };
    }),
  ];
}
