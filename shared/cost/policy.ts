import { type Micros, UNIT } from '../kernel/money.ts';
import type { Organization } from '../platform/schema.ts';
import type { CostMatch, CostSection, PlannedEvent, Thresholds } from './config.ts';
import { fits, matchById } from './cost-match.ts';
import type { SeriesKey } from './series.ts';

/** What detection is told of the configuration. */
export interface Policy {
  readonly thresholds: Thresholds;
  /** The last that fits wins, threshold by threshold. */
  readonly overrides: CostSection['overrides'];
  readonly planned: readonly PlannedEvent[];
  readonly teamAliases: Readonly<Record<string, string>>;
}

/** What of a policy says when somebody is woken. */
export type PagePolicy = Pick<Policy, 'thresholds' | 'overrides'>;

/** From when on a deviation of one series is one; money in millionths. */
export interface Limits {
  readonly deviationPct: number;
  readonly floor: Micros;
  readonly z: number;
  readonly newSpend: Micros;
}

/**
 * The policy of a `cost.yaml`.
 * @param accounts those that it may name by other than their ids
 */
export function policyOf(
  { thresholds, overrides, planned, teamAliases }: CostSection,
  accounts: Organization['accounts'],
): Policy {
  const byId = <T extends { readonly match: CostMatch }>(one: T): T => ({
    ...one,
    match: matchById(one.match, accounts),
  });
  return { thresholds, overrides: overrides.map(byId), planned: planned.map(byId), teamAliases };
}

/** The thresholds of a series: those of all, and over them whatever overrides fit it say. */
export function limitsFor({ thresholds, overrides }: Policy, key: SeriesKey): Limits {
  let { deviationPct, minImpactUsd, z, newSpendUsd } = thresholds;
  for (const { match, ...own } of overrides) {
    if (!fits(match, key)) continue;
    deviationPct = own.deviationPct ?? deviationPct;
    minImpactUsd = own.minImpactUsd ?? minImpactUsd;
    z = own.z ?? z;
    newSpendUsd = own.newSpendUsd ?? newSpendUsd;
  }
  return {
    deviationPct,
    floor: Math.round(minImpactUsd * UNIT),
    z,
    newSpend: Math.round(newSpendUsd * UNIT),
  };
}

/** From how much a day above the baseline on an engineer is paged for a series. */
export function pageLimitFor({ thresholds, overrides }: PagePolicy, key: SeriesKey): Micros {
  const last = overrides.findLast(
    ({ match, pageAboveUsdPerDay }) => pageAboveUsdPerDay !== undefined && fits(match, key),
  );
  return Math.round((last?.pageAboveUsdPerDay ?? thresholds.pageAboveUsdPerDay) * UNIT);
}

/** A key whose team goes by its present name. */
export function withPresentTeam(key: SeriesKey, { teamAliases }: Policy): SeriesKey {
  const { team } = key;
  const present = team !== undefined && Object.hasOwn(teamAliases, team) ? teamAliases[team] : undefined;
  return present === undefined ? key : { ...key, team: present };
}
