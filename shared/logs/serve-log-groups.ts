import { type Operation, operation } from '../runtime/api-handler.ts';
import type { makeAnswerShortening } from './answer-shortening.ts';
import { type GroupRecord, stateOf } from './group-memory.ts';
import type { LogGroupStore } from './log-group-store.ts';
import { ApproveShortening, ListLogGroups, type ShownGroup, VetoShortening } from './logs-api.ts';

/** Log groups over the API. */
export function logGroupOperations(
  store: Pick<LogGroupStore, 'list'>,
  answer: ReturnType<typeof makeAnswerShortening>,
): Operation[] {
  return [
    operation(ListLogGroups, async ({ query: { state, limit, cursor } }) => {
      const page = await store.list(state, { limit, cursor });
      return { status: 200, body: { groups: page.groups.map(shown), cursor: page.cursor } };
    }),
    operation(ApproveShortening, async ({ body, caller, requestId }) => ({
      status: 200,
      body: await answer(body.groups, 'approve', { actor: caller, correlationId: requestId }),
    })),
    operation(VetoShortening, async ({ body, caller, requestId }) => ({
      status: 200,
      body: await answer(body.groups, 'veto', { actor: caller, correlationId: requestId }),
    })),
  ];
}

function shown(record: GroupRecord): ShownGroup {
  const { account, region, name, plan, announced, was } = record;
  return { account, region, name, state: stateOf(record) ?? null, plan, announced, was };
}
