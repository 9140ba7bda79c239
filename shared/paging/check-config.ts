import { type ConfigIssue, duplicates, idsIn, type Loose, unknownName } from '../kernel/config-check.ts';
import { millis } from '../kernel/duration.ts';
import { checkNotify } from '../platform/check-organization.ts';
import type { Organization } from '../platform/schema.ts';
import { checkTimeZone } from '../platform/time-zone.ts';
import { checkHeartbeat } from './check-heartbeat.ts';
import { checkRoutes } from './check-routes.ts';
import type { Ladder, Layer, PagingSection, Target } from './config.ts';

type Known = ReadonlySet<string> | undefined;
type Path = ConfigIssue['path'];

/** Everything a target may name, and the teams that reach nobody. */
interface Names {
  readonly schedule: Known;
  readonly person: Known;
  readonly team: Known;
  readonly emptyTeams: ReadonlySet<string>;
}

/**
 * What the schema of `paging.yaml` cannot see: names that nothing bears, ids given twice, rungs out of order, routes
 * that lead nowhere or are never reached, and a catch-all that might reach nobody. Paths begin with `paging`.
 * @param organization undefined where it could not be read: nothing is said then about whom it may hold.
 */
export function checkPaging(
  organization: Loose<Organization> | undefined,
  paging: Loose<PagingSection>,
): ConfigIssue[] {
  const { ladders = [], schedules = [], integrations = [] } = paging;
  const names: Names = {
    schedule: idsIn(paging, 'schedules'),
    person: idsIn(organization, 'people'),
    team: idsIn(organization, 'teams'),
    emptyTeams: emptyTeams(organization),
  };
  const ids = (list: readonly ({ readonly id?: string | undefined } | undefined)[]) =>
    list.map((item) => item?.id);
  return [
    ...duplicates('id', ids(ladders), (place) => ['paging', 'ladders', place, 'id']),
    ...duplicates('id', ids(schedules), (place) => ['paging', 'schedules', place, 'id']),
    ...duplicates('id', ids(integrations), (place) => ['paging', 'integrations', place, 'id']),
    ...schedules.flatMap((schedule, place) =>
      checkTimeZone(schedule?.timeZone, ['paging', 'schedules', place, 'timeZone']),
    ),
    ...schedules.flatMap((schedule, place) =>
      checkLayers(schedule?.layers ?? [], names, ['paging', 'schedules', place, 'layers']),
    ),
    ...ladders.flatMap((ladder, place) => checkLadder(ladder, names, ['paging', 'ladders', place])),
    ...checkRoutes(paging),
    ...checkHeartbeat(organization, paging),
    ...checkCatchAll(paging, names),
    ...checkNotify(paging.notify, ['paging', 'notify']),
  ];
}

/** Teams without members and without a lead. Those that cannot be read count as not empty. */
function emptyTeams(organization: Loose<Organization> | undefined): ReadonlySet<string> {
  const nobody = (organization?.teams ?? []).filter((team) => {
    if (team === undefined || Object.hasOwn(team, 'lead')) return false;
    return !Object.hasOwn(team, 'members') || team.members?.length === 0;
  });
  return new Set(nobody.flatMap((team) => team?.id ?? []));
}

function checkLayers(layers: Loose<Layer[]>, names: Names, path: Path): ConfigIssue[] {
  return [
    ...duplicates(
      'id',
      layers.map((layer) => layer?.id),
      (place) => [...path, place, 'id'],
    ),
    ...layers.flatMap((layer, place) => checkTimeZone(layer?.timeZone, [...path, place, 'timeZone'])),
    ...layers.flatMap((layer, place) =>
      (layer?.participants ?? []).flatMap((person, index) =>
        unknownName('person', person, names.person, [...path, place, 'participants', index]),
      ),
    ),
  ];
}

function checkLadder(ladder: Loose<Ladder> | undefined, names: Names, path: Path): ConfigIssue[] {
  if (ladder === undefined) return [];
  const { rungs = [], sev1 } = ladder;
  return [
    ...unknownName('team', ladder.team, names.team, [...path, 'team']),
    ...checkDelays(ladder, path),
    ...rungs.flatMap((rung, place) =>
      checkTargets(rung?.targets, names, [...path, 'rungs', place, 'targets']),
    ),
    ...checkTargets(sev1?.allHands, names, [...path, 'sev1', 'allHands']),
    ...checkTargets(sev1?.executives, names, [...path, 'sev1', 'executives']),
  ];
}

function checkDelays({ rungs = [] }: Loose<Ladder>, path: Path): ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  let latest = '0s';
  for (const [place, rung] of rungs.entries()) {
    const after = rung?.after;
    if (after === undefined) continue;
    const where = [...path, 'rungs', place, 'after'];
    if (place === 0 && millis(after) > 0)
      issues.push({
        path: where,
        message: `nobody is paged for the first ${after}; usual is 0m`,
        severity: 'warning',
      });
    if (millis(after) < millis(latest))
      issues.push({
        path: where,
        message: `${after} is before the ${latest} of an earlier rung; rungs are in order, each at ${latest} or later`,
        severity: 'error',
      });
    else latest = after;
  }
  return issues;
}

function checkTargets(targets: Loose<Target[]> | undefined, names: Names, path: Path): ConfigIssue[] {
  return (targets ?? []).flatMap((target, place): ConfigIssue[] => {
    const [kind, name] = namedBy(target);
    if (kind === undefined) return [];
    const where = [...path, place, kind];
    if (kind === 'team' && name !== undefined && names.emptyTeams.has(name))
      return [
        {
          path: where,
          message: `the team "${name}" has neither members nor a lead, so this reaches nobody`,
          severity: 'warning',
        },
      ];
    return unknownName(kind, name, names[kind], where);
  });
}

function namedBy(
  target: Loose<Target> | undefined,
): ['schedule' | 'person' | 'team', string | undefined] | [undefined] {
  if (target === undefined) return [undefined];
  if ('schedule' in target) return ['schedule', target.schedule];
  if ('person' in target) return ['person', target.person];
  if ('team' in target) return ['team', target.team];
  return [undefined];
}

/** The ladder of the last route is climbed for ever when all else fails, so it must not hang on a schedule alone. */
function checkCatchAll({ routes, ladders }: Loose<PagingSection>, names: Names): ConfigIssue[] {
  const id = routes?.at(-1)?.ladder;
  const place = ladders?.findIndex((ladder) => ladder?.id === id) ?? -1;
  const ladder = ladders?.[place];
  if (id === undefined || ladder === undefined) return [];
  const surely = (targets: Loose<Target[]> | undefined) =>
    targets === undefined ||
    targets.some((target) => {
      const [kind, name] = namedBy(target);
      return (
        kind === undefined || kind === 'person' || (kind === 'team' && !names.emptyTeams.has(name ?? ''))
      );
    });
  const wanted = 'at least one { person: … } or { team: … } with somebody in it';
  const issues: ConfigIssue[] = [];
  if (ladder.rungs !== undefined && !ladder.rungs.some((rung) => rung === undefined || surely(rung.targets)))
    issues.push({
      path: ['paging', 'ladders', place, 'rungs'],
      message: `the last route makes "${id}" the catch-all, and in a gap of its schedules it would reach nobody; wanted: ${wanted}`,
      severity: 'error',
    });
  if (ladder.sev1 !== undefined && !surely(ladder.sev1.allHands))
    issues.push({
      path: ['paging', 'ladders', place, 'sev1', 'allHands'],
      message: `"${id}" is the catch-all, and a SEV1 might reach nobody; wanted: ${wanted}`,
      severity: 'error',
    });
  return issues;
}
