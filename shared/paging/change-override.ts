import { afresh } from '../kernel/afresh.ts';
import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { PagingConfig, Schedule } from './config.ts';
import { decideOverride, gapsAround, type OverrideRefusal, says } from './decide-override.ts';
import type { Override } from './override.ts';
import type { OverrideStore } from './override-store.ts';
import { scheduleOf } from './schedule-of.ts';
import type { ScheduleOverrides } from './schedule-overrides.ts';
import type { Gap } from './shifts.ts';

export interface ChangeOverrideDeps {
  readonly store: Pick<OverrideStore, 'read' | 'put' | 'remove'>;
  readonly telemetry: Telemetry;
  readonly config: PagingConfig;
  readonly now: () => Instant;
}

/** What became of a wish. */
interface OverrideResult {
  /** As it was set or taken away. */
  readonly override: Override;
  /** When nobody is on call in its time now. */
  readonly gaps: readonly Gap[];
}

/** Who asks, as an audit entry names them. */
interface Asker {
  readonly actor: string;
  readonly correlationId: string;
}

/**
 * Sets and takes away overrides. Other overrides of the schedule may change at the same time. The same one may not: of
 * two callers who set it at once, the second is refused and can look at what the first has made of it.
 * Both throw AppError: `not-found` for a schedule or override that is not there, `invalid` and `conflict` with the reason.
 */
export function makeChangeOverride(deps: ChangeOverrideDeps) {
  return {
    /** Sets an override, or sets it anew. What is there already is left as it is. */
    put: (override: Override, asker: Asker): Promise<OverrideResult> => {
      const schedule = scheduleOf(deps.config, override.schedule);
      return work(deps, schedule, override.id, async (before) => {
        const at = deps.now();
        const decision = decideOverride(override, before, deps.config, at);
        if (decision.kind === 'refuse') return decision;
        if (decision.kind === 'write') {
          await deps.store.put(before, override, { at, ...asker });
          tell(deps, 'put', override);
        }
        const others = before.overrides.filter(({ id }) => id !== override.id);
        return { override, gaps: gapsAround(override, schedule, [...others, override]) };
      });
    },
    /** Takes one away, and with it the people on call by it. */
    remove: (scheduleId: string, id: string, asker: Asker): Promise<OverrideResult> => {
      const schedule = scheduleOf(deps.config, scheduleId);
      return work(deps, schedule, id, async (before) => {
        const override = before.overrides.find((one) => one.id === id);
        if (override === undefined) return NOT_FOUND;
        await deps.store.remove(before, id, { at: deps.now(), ...asker });
        tell(deps, 'remove', override);
        const others = before.overrides.filter((one) => one.id !== id);
        return { override, gaps: gapsAround(override, schedule, others) };
      });
    },
  };
}

const NOT_FOUND = { kind: 'not-found' } as const;
const CHANGED: OverrideRefusal = {
  kind: 'refuse',
  code: 'override-changed',
  message: 'somebody else changed this override at the same time: look at it, then try again',
  fault: 'conflict',
  faults: [],
};

/** From reading to writing, again when other overrides of the schedule changed in between, but not when this one did. */
async function work(
  { store }: ChangeOverrideDeps,
  { id: schedule }: Schedule,
  id: string,
  attempt: (before: ScheduleOverrides) => Promise<OverrideResult | OverrideRefusal | typeof NOT_FOUND>,
): Promise<OverrideResult> {
  let first: { readonly said: string | undefined } | undefined;
  const result = await afresh(async () => {
    const before = await store.read(schedule);
    const current = before.overrides.find((one) => one.id === id);
    const said = current === undefined ? undefined : says(current);
    first ??= { said };
    return said === first.said || said === undefined ? attempt(before) : CHANGED;
  });
  if (!('kind' in result)) return result;
  if (result.kind === 'not-found')
    throw new AppError('this schedule has no override with this id', {
      code: 'override-not-found',
      kind: 'not-found',
    });
  const { code, fault, faults, message } = result;
  throw new AppError(message, { code, kind: fault, faults });
}

function tell({ telemetry }: ChangeOverrideDeps, action: 'put' | 'remove', { schedule, id }: Override): void {
  telemetry.info('override-changed', { schedule, override: id, action });
}
