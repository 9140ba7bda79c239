import { type IdentityName, identityOf, type PrivacySection, type SystemId } from './config.ts';
import { canonicalIdentity, formsOf } from './normalise-identity.ts';
import { isKept } from './record-classes.ts';

/** What a person is known by. Personal: it is kept encrypted, apart from the case, and never logged. */
export type Identities = Readonly<Record<IdentityName, readonly string[]>>;

type DataMap = Pick<PrivacySection, 'systems'>;

/** A question to a system: whose record has one of these values in this attribute, and what else does it say. */
export interface Lookup {
  readonly system: SystemId;
  /** Which of the system's `resolves` it is. */
  readonly way: number;
  readonly attribute: string;
  readonly index?: string | undefined;
  readonly identity: IdentityName;
  /** The person's identity in its one form, and all the forms to look for. */
  readonly canonical: string;
  readonly forms: readonly string[];
  readonly gives: Readonly<Record<IdentityName, string>>;
}

/** The records that a system found for a question: by attribute, all the values that it has there. */
export interface LookupAnswer extends Pick<Lookup, 'system' | 'way' | 'canonical'> {
  readonly records: readonly Readonly<Record<string, readonly string[]>>[];
}

/** What is to be asked next, or all there is to know. */
export type Resolution =
  | { readonly kind: 'look-up'; readonly lookups: readonly Lookup[] }
  | {
      readonly kind: 'resolved';
      readonly identities: Identities;
      /** Records that a system gave for a question they do not answer: somebody else's, and left alone. */
      readonly lookAlikes: number;
    };

/**
 * Finds all a person is known by, across systems, before anything is erased: called with every answer so far until it
 * says that nothing is left to ask. The same answers, in whatever order, give the same end.
 * @param known what the request brought
 */
export function resolveIdentities(
  map: DataMap,
  known: Identities,
  answers: readonly LookupAnswer[],
): Resolution {
  const found = new Found(known);
  const ways = map.systems.flatMap((system) =>
    ('resolves' in system ? system.resolves : []).map((way, place) => ({ system: system.id, place, way })),
  );
  const answered = new Set<string>();
  let lookAlikes = 0;
  for (const { system, way, canonical, records } of answers) {
    answered.add(JSON.stringify([system, way, canonical]));
    const asked = ways.find((one) => one.system === system && one.place === way)?.way;
    if (asked === undefined) continue;
    for (const record of records) {
      const keys = record[asked.attribute] ?? [];
      if (!keys.some((key) => canonicalIdentity(identityOf(asked.from), key) === canonical)) lookAlikes++;
      else
        for (const [name, attribute] of Object.entries(asked.gives))
          for (const value of record[attribute] ?? []) found.add(name, value);
    }
  }
  const lookups = ways.flatMap(({ system, place, way }) =>
    found.valuesOf(identityOf(way.from)).flatMap(({ canonical, forms }): Lookup[] =>
      answered.has(JSON.stringify([system, place, canonical]))
        ? []
        : [
            {
              system,
              way: place,
              attribute: way.attribute,
              index: way.index,
              identity: identityOf(way.from),
              canonical,
              forms,
              gives: way.gives,
            },
          ],
    ),
  );
  if (lookups.length > 0) return { kind: 'look-up', lookups };
  return { kind: 'resolved', identities: found.all(), lookAlikes };
}

/** Whether the person is known by what a system finds people by. */
type Standing = 'known' | 'unknown' | 'unresolved';

/**
 * Whether the person is known to a system, by the keys of all classes that are to be erased there. `unknown`: whoever could
 * tell by what was asked, and there is nobody. `unresolved`: of one key nobody could be asked, so that nothing may be
 * concluded. A class that the law keeps waits for nobody; where there may be something of it, the person counts as known, so
 * that it is said to stay.
 */
export function subjectAt(map: DataMap, system: SystemId, identities: Identities): Standing {
  const found = map.systems.find(({ id }) => id === system);
  if (found === undefined) return 'unresolved';
  const { subjectKey, classes } = found;
  const standings = classes.map((one) => ({
    kept: isKept(one),
    standing: standingBy(map, (one.subjectKey ?? subjectKey)?.from, identities),
  }));
  if (standings.some(({ kept, standing }) => !kept && standing === 'unresolved')) return 'unresolved';
  return standings.every(({ standing }) => standing === 'unknown') ? 'unknown' : 'known';
}

/** @param from of a key; without one, a system finds people by whatever they are known by */
function standingBy(map: DataMap, from: string | undefined, identities: Identities): Standing {
  if (from !== undefined) return standing(map, identityOf(from), identities, new Set());
  return Object.values(identities).some((all) => all.length > 0) ? 'known' : 'unresolved';
}

function standing(
  map: DataMap,
  identity: IdentityName,
  identities: Identities,
  asked: ReadonlySet<IdentityName>,
): Standing {
  if ((identities[identity] ?? []).length > 0) return 'known';
  const seen = new Set([...asked, identity]);
  const ways = map.systems
    .flatMap((one) => ('resolves' in one ? one.resolves : []))
    .filter(({ from, gives }) => Object.hasOwn(gives, identity) && !seen.has(identityOf(from)));
  const told = ways.some(({ from }) => standing(map, identityOf(from), identities, seen) !== 'unresolved');
  return told ? 'unknown' : 'unresolved';
}

/** Identities as they are found, each once whatever way it is written. */
class Found {
  readonly #forms = new Map<IdentityName, Map<string, Set<string>>>();

  constructor(known: Identities) {
    for (const [name, values] of Object.entries(known)) for (const value of values) this.add(name, value);
  }

  add(name: IdentityName, value: string): void {
    const canonical = canonicalIdentity(name, value);
    if (canonical === undefined) return;
    const byCanonical = this.#forms.get(name) ?? new Map<string, Set<string>>();
    const forms = byCanonical.get(canonical) ?? new Set<string>();
    for (const form of formsOf(name, value)) forms.add(form);
    this.#forms.set(name, byCanonical.set(canonical, forms));
  }

  valuesOf(name: IdentityName): { readonly canonical: string; readonly forms: readonly string[] }[] {
    return [...(this.#forms.get(name) ?? [])]
      .map(([canonical, forms]) => ({ canonical, forms: [...forms].sort() }))
      .sort((a, b) => (a.canonical < b.canonical ? -1 : 1));
  }

  /** Every form of every identity, in order. */
  all(): Identities {
    const names = [...this.#forms.keys()].sort();
    return Object.fromEntries(
      names.map((name) => [name, [...new Set(this.valuesOf(name).flatMap(({ forms }) => forms))].sort()]),
    );
  }
}
