import type { Organization } from '../platform/schema.ts';
import type { CostMatch } from './config.ts';
import type { SeriesKey } from './series.ts';

/** A match with its account by id, as bills name it, where `organization.yaml` knows it by that name. */
export function matchById<M extends CostMatch>(match: M, accounts: Organization['accounts']): M {
  const named = accounts.find(({ name }) => name === match.account);
  return named === undefined ? match : { ...match, account: named.id };
}

/** Whether all that a match names is what the series is the cost of. Its account, if any, is given by id. */
export function fits(match: CostMatch, key: SeriesKey): boolean {
  return (
    (match.service === undefined || match.service === key.service) &&
    (match.account === undefined || match.account === key.account) &&
    (match.region === undefined || match.region === key.region) &&
    (match.team === undefined || match.team === key.team)
  );
}
