import type { QuarantineRecord } from './quarantine-record.ts';
import { type StateBefore, WAYS } from './ways/table.ts';

/**
 * What is gone back to when a resource is released: what it is now; or, where it is stopped now and we have, or may have,
 * stopped it (a stop can work although its answer says otherwise, or is lost), what it was before we did.
 */
export function keptBefore(
  known: Pick<QuarantineRecord, 'state' | 'before'> | undefined,
  now: StateBefore,
): StateBefore {
  if (known === undefined || known.state === 'released' || known.before.way !== now.way) return now;
  return isStopped(now) ? known.before : now;
}

/** Whether it is as quarantine leaves it, or is becoming so. */
export function isStopped(now: StateBefore): boolean {
  const way = WAYS[now.way];
  return way.isSo(now) || way.isBecoming(now);
}
