import { afresh } from '../kernel/afresh.ts';
import { millis } from '../kernel/duration.ts';
import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { GroupKey } from './group-memory.ts';
import { readLogEvent } from './log-event.ts';
import type { LogGroupStore } from './log-group-store.ts';
import type { LogPlaces } from './log-places-client.ts';
import type { makeTreatGroup, Treated } from './treat-group.ts';

export interface JudgeLogGroupDeps {
  readonly places: LogPlaces;
  readonly store: Pick<LogGroupStore, 'read' | 'write'>;
  readonly treat: ReturnType<typeof makeTreatGroup>;
  readonly telemetry: Telemetry;
  readonly now: () => Instant;
}

/** For so long a write is tried again that another one is in the way of; then it is left to the sweep. */
const PATIENCE_MS = millis('60s');

/**
 * Looks at the group that an event is about, as it is now: so the same event twice, or one that is late, does nothing
 * more. What cannot be looked at comes again with the queue.
 */
export function makeJudgeLogGroup(deps: JudgeLogGroupDeps) {
  const { telemetry, now } = deps;
  return async ({ body, id }: { readonly body: string; readonly id: string }): Promise<void> => {
    const event = readLogEvent(body);
    if (event.kind === 'ignored') {
      telemetry.count('LogEvents', 1, { outcome: event.reason });
      return;
    }
    const occasion = { at: now(), actor: 'system:judge-log-group', correlationId: id };
    const { outcome, plan } = await afresh(() => look(deps, event.key, event.born, occasion));
    telemetry.count('LogEvents', 1, { outcome });
    telemetry.info('log-group-judged', { ...event.key, outcome, code: plan?.code, action: plan?.action });
  };
}

async function look(
  { places, store, treat, now }: JudgeLogGroupDeps,
  key: GroupKey,
  born: boolean,
  occasion: Occasion,
): Promise<Pick<Treated, 'plan'> & { readonly outcome: Treated['outcome'] | 'UNKNOWN_ACCOUNT' }> {
  if (!places.has(key)) return { outcome: 'UNKNOWN_ACCOUNT', plan: undefined };
  const place = await places.enter(key);
  const [found, record] = await Promise.all([place.exact(key.name), store.read(key)]);
  if (found === undefined) {
    if (record !== undefined && record.gone === undefined)
      await store.write(key, record, { gone: now() }, { action: 'forget', reason: 'GONE' }, occasion);
    return { outcome: 'gone', plan: undefined };
  }
  const treated = await treat(found, record, { place, born, patience: PATIENCE_MS, occasion });
  if (treated.outcome === 'busy')
    throw new AppError('the group is being set by somebody else', {
      code: 'group-busy',
      kind: 'unavailable',
    });
  return treated;
}
