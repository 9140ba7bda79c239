import type { PagingConfig } from './config.ts';
import { HEARTBEAT_LADDER } from './heartbeat.ts';
import type { Ladders } from './rungs.ts';

/**
 * The ladder of that name and the catch-all, which is the one the last route names. A ladder that is gone from the
 * configuration is replaced by the catch-all, and `missing` says so. Configuration checks make sure the catch-all exists.
 * The heartbeat's ladder is built in.
 */
export function findLadders(config: PagingConfig, id: string): Ladders & { readonly missing: boolean } {
  if (id === HEARTBEAT_LADDER.id)
    return { own: HEARTBEAT_LADDER, catchAll: HEARTBEAT_LADDER, missing: false };
  const { ladders, routes } = config.paging;
  const catchAll = ladders.find((ladder) => ladder.id === routes.at(-1)?.ladder) ?? ladders[0];
  if (catchAll === undefined) throw new Error('the configuration has no ladder'); // the schema asks for one
  const own = ladders.find((ladder) => ladder.id === id);
  return { own: own ?? catchAll, catchAll, missing: own === undefined };
}
