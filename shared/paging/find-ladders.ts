import type { PagingConfig } from './config.ts';
import type { Ladders } from './rungs.ts';

/**
 * The ladder of that name and the catch-all, which is the one the last route names. A ladder that is gone from the
 * configuration is replaced by the catch-all, and `missing` says so. Configuration checks make sure the catch-all exists.
 */
export function findLadders(config: PagingConfig, id: string): Ladders & { readonly missing: boolean } {
  const { ladders, routes } = config.paging;
  const catchAll = ladders.find((ladder) => ladder.id === routes.at(-1)?.ladder) ?? ladders[0];
  if (catchAll === undefined) throw new Error('the configuration has no ladder'); // the schema asks for one
  const own = ladders.find((ladder) => ladder.id === id);
  return { own: own ?? catchAll, catchAll, missing: own === undefined };
}
