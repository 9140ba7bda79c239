import { type DataClass, type IdentityName, identityOf, type System, type SystemId } from '../config.ts';
import type { Identities } from '../resolve-identities.ts';
import { connectorError } from './failure-of.ts';

/** How the person is found: whatever of this attribute is their identity. */
interface Key {
  readonly attribute?: string | undefined;
  readonly from: string;
  readonly index?: string | undefined;
}

/** Classes of a system whose records are found in the same way, and so are the same records. */
export interface ClassGroup {
  readonly key: Key;
  readonly identity: IdentityName;
  /** Every way the identity may be written; at least one. */
  readonly forms: readonly string[];
  readonly classes: readonly DataClass[];
}

type Classed = Pick<System, 'classes' | 'subjectKey'>;

/**
 * The classes of a command by how their records are found; those by which this person is not known have nothing to find.
 * @throws AppError `rejected` where a class is not in the map, has no key, or would have records deleted that another class
 *   of the same records keeps: anonymised, kept by law, or on hold
 */
export function classGroups(
  system: Classed,
  wanted: readonly SystemId[],
  identities: Identities,
): ClassGroup[] {
  const classes = wanted.map((name) => system.classes.find(({ id }) => id === name) ?? rejected());
  const keys = new Map(classes.map((one) => [nameOf(keyOf(system, one)), keyOf(system, one)]));
  return [...keys].flatMap(([name, key]) => {
    const sharing = system.classes.filter((one) => nameOf(keyOf(system, one)) === name);
    const stays = sharing.some((one) => !classes.includes(one) || !takesRecords(one));
    const own = classes.filter((one) => sharing.includes(one));
    if (stays && own.some(takesRecords)) rejected();
    const identity = identityOf(key.from);
    const forms = identities[identity] ?? [];
    return forms.length === 0 ? [] : [{ key, identity, forms, classes: own }];
  });
}

/** Whether erasing the class is deleting the whole of each record. */
export function takesRecords(one: DataClass): boolean {
  return one.erase === 'delete' && one.fields === undefined;
}

function keyOf(system: Classed, { subjectKey }: DataClass): Key {
  return subjectKey ?? system.subjectKey ?? rejected();
}

function nameOf({ attribute, from, index }: Key): string {
  return JSON.stringify([attribute, from, index]);
}

function rejected(): never {
  throw connectorError('rejected');
}
