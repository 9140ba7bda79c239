import { type ConfigIssue, duplicates, idsIn, type Loose, unknownName } from '../kernel/config-check.ts';
import type { Organization } from '../platform/schema.ts';
import { UNSTORED, unstored } from './budget-scope.ts';
import type { CostScope, CostSection } from './config.ts';

type Path = ConfigIssue['path'];

/**
 * What the schema of `cost.yaml` cannot see: teams that nobody has configured, ids given twice, planned events that end
 * before they begin, budgets that no stored costs could be counted for. Accounts may be on the bill that `organization.yaml` does not name. Paths begin with `cost`.
 * @param organization undefined where it could not be read: nothing is said then about whom it may hold.
 */
export function checkCost(
  organization: Loose<Organization> | undefined,
  cost: Loose<CostSection>,
): ConfigIssue[] {
  const { overrides = [], planned = [], budgets = [], units = [], teamAliases = {} } = cost;
  const teams = idsIn(organization, 'teams');
  const ids = (list: readonly ({ readonly id?: string | undefined } | undefined)[]) =>
    list.map((item) => item?.id);
  const team = (scope: Loose<CostScope> | undefined, path: Path) =>
    typeof scope === 'object' ? unknownName('team', scope.team, teams, [...path, 'team']) : [];
  const counted = (scope: Loose<CostScope> | undefined, path: Path) => [
    ...team(scope, path),
    ...notCountable(scope, path),
  ];
  return [
    ...duplicates('id', ids(planned), (place) => ['cost', 'planned', place, 'id']),
    ...duplicates('id', ids(budgets), (place) => ['cost', 'budgets', place, 'id']),
    ...duplicates('id', ids(units), (place) => ['cost', 'units', place, 'id']),
    ...overrides.flatMap((one, place) => team(one?.match, ['cost', 'overrides', place, 'match'])),
    ...planned.flatMap((one, place) => [
      ...team(one?.match, ['cost', 'planned', place, 'match']),
      ...endsBeforeItBegins(one, ['cost', 'planned', place, 'to']),
    ]),
    ...budgets.flatMap((one, place) => counted(one?.scope, ['cost', 'budgets', place, 'scope'])),
    ...budgets.flatMap((one, place) => nativeOfNothing(one, ['cost', 'budgets', place, 'native'])),
    ...units.flatMap((one, place) => counted(one?.scope, ['cost', 'units', place, 'scope'])),
    ...Object.entries(teamAliases).flatMap(([alias, to]) => [
      ...unknownName('team', to, teams, ['cost', 'teamAliases', alias]),
      ...teamItself(alias, teams),
    ]),
    ...unknownName('team', cost.defaultOwner, teams, ['cost', 'defaultOwner']),
  ];
}

function notCountable(scope: Loose<CostScope> | undefined, path: Path): ConfigIssue[] {
  const reason = scope === undefined ? undefined : unstored(scope);
  return reason === undefined ? [] : [{ path, message: UNSTORED[reason], severity: 'error' }];
}

function nativeOfNothing(
  budget: { readonly amountUsd?: number | undefined; readonly native?: unknown } | undefined,
  path: Path,
): ConfigIssue[] {
  if (budget?.native === undefined || budget.amountUsd !== 0) return [];
  return [
    { path, message: 'AWS Budgets takes no amount of 0; wanted: an amount above 0', severity: 'error' },
  ];
}

function endsBeforeItBegins(
  event: { readonly from?: string | undefined; readonly to?: string | undefined } | undefined,
  path: Path,
): ConfigIssue[] {
  const { from, to } = event ?? {};
  if (from === undefined || to === undefined || from <= to) return [];
  return [{ path, message: `"${to}" is before the first day; wanted: ${from} or later`, severity: 'error' }];
}

function teamItself(alias: string, teams: ReadonlySet<string> | undefined): ConfigIssue[] {
  if (teams?.has(alias) !== true) return [];
  return [
    {
      path: ['cost', 'teamAliases', alias],
      message: `"${alias}" is a team itself; wanted: a value of the tag that is none`,
      severity: 'error',
    },
  ];
}
