import { type ConfigIssue, duplicates, idsIn, type Loose, unknownName } from '../kernel/config-check.ts';
import type { Organization } from '../platform/schema.ts';
import { checkTimeZone } from '../platform/time-zone.ts';
import { checkClasses } from './check-classes.ts';
import { checkIdentities } from './check-identities.ts';
import { checkRestores } from './check-restores.ts';
import type { PrivacySection, System } from './config.ts';
import { cycles, type Ordered } from './erasure-order.ts';

/**
 * What the schema of `privacy.yaml` cannot see: ids given twice, systems and teams that are not there, systems that wait
 * for each other, systems nobody verifies, identities no system can produce, classes that cannot be told apart, tables that
 * cannot be checked after a restore. All are errors, but for some of the classes and the last. Paths begin with `privacy`.
 * @param organization undefined where it could not be read: nothing is said then about its teams.
 */
export function checkPrivacy(
  organization: Loose<Organization> | undefined,
  privacy: Loose<PrivacySection>,
): ConfigIssue[] {
  const { systems = [], identities = [], policy } = privacy;
  const known = idsIn(privacy, 'systems');
  const teams = idsIn(organization, 'teams');
  const unknown = checkIdentities(privacy);
  return [
    ...duplicates(
      'id',
      systems.map((system) => system?.id),
      (place) => ['privacy', 'systems', place, 'id'],
    ),
    ...duplicates('identity', identities, (place) => ['privacy', 'identities', place]),
    ...systems.flatMap((system, place) => checkSystem(system, place, known, teams)),
    ...checkCycles(systems),
    ...unknown,
    ...(unknown.length > 0 ? [] : checkRestores(privacy)),
    ...checkTimeZone(policy?.timeZone, ['privacy', 'policy', 'timeZone']),
  ];
}

function checkSystem(
  system: Loose<System> | undefined,
  place: number,
  known: ReadonlySet<string> | undefined,
  teams: ReadonlySet<string> | undefined,
): ConfigIssue[] {
  if (system === undefined) return [];
  const { id, after = [], classes = [], verify, owner } = system;
  const at = (...path: ConfigIssue['path']) => ['privacy', 'systems', place, ...path];
  const issues = [
    ...after.flatMap((before, index) => unknownName('system', before, known, at('after', index))),
    ...duplicates('system', after, (index) => at('after', index)),
    ...duplicates(
      'id',
      classes.map((one) => one?.id),
      (index) => at('classes', index, 'id'),
    ),
    ...unknownName('team', owner, teams, at('owner')),
    ...checkClasses(system, at()),
  ];
  if (verify !== false) return issues;
  const name = id === undefined ? 'this system' : `"${id}"`;
  return [
    ...issues,
    {
      path: at('verify'),
      message: `nobody verifies ${name}: what is not read again cannot be called erased; wanted: true`,
      severity: 'error',
    },
  ];
}

function checkCycles(systems: NonNullable<Loose<PrivacySection>['systems']>): ConfigIssue[] {
  const readable = systems.flatMap((system): Ordered[] =>
    system?.id === undefined
      ? []
      : [{ id: system.id, after: (system.after ?? []).filter((id) => id !== undefined) }],
  );
  return cycles(readable).map((path): ConfigIssue => {
    const [first = '', second = ''] = path;
    const place = systems.findIndex((system) => system?.id === first);
    const index = systems[place]?.after?.indexOf(second) ?? 0;
    return {
      path: ['privacy', 'systems', place, 'after', index],
      message: `a cycle: ${path.join(' → ')} (each comes after the next), so none of them can be the first to be erased`,
      severity: 'error',
    };
  });
}
