import { AppError } from '../kernel/errors.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Override } from './override.ts';
import type { OverrideListStore, StoredOverrides } from './override-store.ts';

type Store = Pick<OverrideListStore, 'list'>;

/** All overrides, for somebody who wants to know. @throws AppError rather than give an answer that lacks some */
export async function allOverrides(store: Store): Promise<readonly Override[]> {
  const { overrides, unreadable } = await store.list();
  if (unreadable.length > 0)
    throw new AppError(`the stored overrides of ${unreadable.join(', ')} do not fit their schema`, {
      code: 'stored-item-invalid',
      kind: 'bug',
    });
  return overrides;
}

/**
 * The overrides that can be read, for the pager: where there are none to be had, it pages by the schedules as they are
 * configured, since somebody paged who is off is better than nobody. It never throws; what is missing is counted.
 * Whoever has read them already gives what they read.
 */
export function readableOverrides(
  store: Store,
  telemetry: Telemetry,
): (read?: StoredOverrides) => Promise<readonly Override[]> {
  return async (read) => {
    try {
      const { overrides, unreadable } = read ?? (await store.list());
      if (unreadable.length > 0) tell(telemetry, unreadable);
      return overrides;
    } catch {
      tell(telemetry, []);
      return [];
    }
  };
}

function tell(telemetry: Telemetry, schedules: readonly string[]): void {
  telemetry.warn('overrides-unread', { schedules });
  telemetry.count('OverridesUnread', 1);
}
