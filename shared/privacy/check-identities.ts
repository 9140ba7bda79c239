import { type ConfigIssue, inventory, type Loose } from '../kernel/config-check.ts';
import { type IdentityName, identityOf, type PrivacySection, type SubjectKey } from './config.ts';

type Systems = NonNullable<Loose<PrivacySection>['systems']>;
type LooseSystem = NonNullable<Systems[number]>;

/** A request brings it: it is made and verified by e-mail, whatever the systems hold. */
const OF_THE_REQUEST: IdentityName = 'email';

/** Something of the map that needs an identity. */
interface Need {
  readonly identity: IdentityName;
  readonly path: ConfigIssue['path'];
}

/**
 * Identities that no system can produce: one that a system is to be asked by, and that neither a request may bring
 * (`identities`) nor `resolves` gives; and one that is listed and that no system knows. Of each kind nothing is said where what
 * could not be read may be what produces or names them.
 */
export function checkIdentities(privacy: Loose<PrivacySection>): ConfigIssue[] {
  const { systems = [undefined], identities = [undefined] } = privacy;
  const all = systems.flatMap((system, place) => (system === undefined ? [] : [{ system, place }]));
  const listed = identities.flatMap((identity, place): Need[] =>
    identity === undefined ? [] : [{ identity, path: ['privacy', 'identities', place] }],
  );
  const needs = all.flatMap(({ system, place }) => needsOf(system, ['privacy', 'systems', place]));
  const producersAreKnown = !identities.includes(undefined) && systems.every(hasReadableWays);
  const namesAreKnown = systems.every(isReadable);
  return [
    ...(producersAreKnown ? missing(needs, listed, systems) : []),
    ...(namesAreKnown ? unnamed(listed, needs, systems) : []),
  ];
}

function missing(needs: readonly Need[], listed: readonly Need[], systems: Systems): ConfigIssue[] {
  const known = producible(
    listed.map(({ identity }) => identity),
    systems,
  );
  return needs
    .filter(({ identity }) => !known.has(identity))
    .map(({ identity, path }) =>
      issue(
        path,
        `no system can produce the identity "${identity}": it is not among identities, and no resolves gives it; ${inventory('identity', known)}`,
      ),
    );
}

function unnamed(listed: readonly Need[], needs: readonly Need[], systems: Systems): ConfigIssue[] {
  const named = new Set([...needs.map(({ identity }) => identity), ...systems.flatMap(namesOf)]);
  return listed
    .filter(({ identity }) => identity !== OF_THE_REQUEST && !named.has(identity))
    .map(({ identity, path }) =>
      issue(
        path,
        `no system can produce the identity "${identity}": it is in no subjectKey and no resolves; ${inventory('identity', named)}`,
      ),
    );
}

function issue(path: ConfigIssue['path'], message: string): ConfigIssue {
  return { path, message, severity: 'error' };
}

/** Whether all that names an identity could be read. */
function isReadable(system: Systems[number]): boolean {
  if (system === undefined || !hasReadableWays(system)) return false;
  const { classes } = system;
  const keyed = [system, ...(classes ?? [])].every((one) => one !== undefined && hasReadableKey(one));
  const ways = resolvesOf(system) ?? [];
  return (
    keyed &&
    !(Object.hasOwn(system, 'classes') && classes === undefined) &&
    ways.every((way) => way?.from !== undefined)
  );
}

/** Whether all that it gives could be read. */
function hasReadableWays(system: Systems[number]): boolean {
  if (system === undefined) return false;
  const ways = resolvesOf(system);
  if (ways === undefined) return !Object.hasOwn(system, 'resolves');
  return ways.every((way) => way?.gives !== undefined);
}

function hasReadableKey(one: { readonly subjectKey?: Loose<SubjectKey> | undefined }): boolean {
  if (!Object.hasOwn(one, 'subjectKey')) return true;
  const { subjectKey } = one;
  return subjectKey !== undefined && Object.values(subjectKey).every((value) => value !== undefined);
}

function resolvesOf(system: LooseSystem) {
  return 'resolves' in system ? system.resolves : [];
}

/** The identities that a request may bring, and those that systems give for what is known, again and again. */
function producible(listed: readonly IdentityName[], systems: Systems): ReadonlySet<IdentityName> {
  const known = new Set(listed);
  const ways = systems.flatMap((system) => (system === undefined ? [] : (resolvesOf(system) ?? [])));
  for (let before = -1; before !== known.size; ) {
    before = known.size;
    // From what could not be read, whatever it gives may come.
    for (const way of ways)
      if (way !== undefined && (way.from === undefined || known.has(identityOf(way.from))))
        for (const given of Object.keys(way.gives ?? {})) known.add(given);
  }
  return known;
}

/** What a system, its classes and its `resolves` are to be asked by. */
function needsOf(system: LooseSystem, path: ConfigIssue['path']): Need[] {
  const need = (from: string | undefined, ...below: ConfigIssue['path']): Need[] =>
    from === undefined ? [] : [{ identity: identityOf(from), path: [...path, ...below, 'from'] }];
  return [
    ...need(system.subjectKey?.from, 'subjectKey'),
    ...(system.classes ?? []).flatMap((one, place) =>
      need(one?.subjectKey?.from, 'classes', place, 'subjectKey'),
    ),
    ...(resolvesOf(system) ?? []).flatMap((one, place) => need(one?.from, 'resolves', place)),
  ];
}

/** Identities that a system's records have as an attribute, or give. */
function namesOf(system: Systems[number]): IdentityName[] {
  if (system === undefined) return [];
  const attribute = system.subjectKey?.attribute;
  return [
    ...(attribute === undefined ? [] : [attribute]),
    ...(resolvesOf(system) ?? []).flatMap((one) => Object.keys(one?.gives ?? {})),
  ];
}
