import type { DataClass } from './config.ts';
import { nameOfWhere, type Where } from './where.ts';

/** Classes whose records are found by the same key. */
export interface Sharing {
  /** Those that are erased now. */
  readonly classes: readonly DataClass[];
  /** The others: kept by law, on hold, or answered for before. */
  readonly others: readonly DataClass[];
}

/** What is said of records: of one, that it is so or not; of the rows of a table, in which of them it is. */
export interface Logic<T> {
  readonly all: T;
  readonly matching: (where: Where) => T;
  /** Of an empty list: nothing. */
  readonly any: (of: readonly T[]) => T;
  readonly both: (these: T, those: T) => T;
  readonly without: (these: T, those: T) => T;
}

/** What becomes of records. */
export interface Treatment<T> {
  /** Of classes that contradict each other: nothing is to be erased while there is such a record. */
  readonly refused: T;
  readonly deleted: T;
  /** Of records that stay; the same field may be there several times, and then it is to be deleted if any says so. */
  readonly changes: readonly {
    readonly field: string;
    readonly erase: DataClass['erase'];
    readonly of: T;
  }[];
}

/**
 * What erasing some classes does, by one rule for every kind of system. A record is of each class whose `where` it matches;
 * if there is none, of those that have no `where`. It goes if one of its classes has its records deleted, and none of them
 * has it stay: anonymised, or not to be erased now. One that would go by one of its classes and be anonymised by another is
 * refused: whichever were done, the other would be said to be, and is not. A record that stays loses the fields of all its
 * classes that are erased, but for fields of those that are not.
 */
export function treatment<T>({ classes, others }: Sharing, logic: Logic<T>): Treatment<T> {
  const wheres = [...classes, ...others].flatMap(({ where }) => where ?? []);
  const rest = logic.without(logic.all, logic.any(wheres.map(logic.matching)));
  const recordsOf = ({ where }: DataClass) => (where === undefined ? rest : logic.matching(where));
  const inAny = (some: readonly DataClass[]) => logic.any(some.map(recordsOf));
  const taken = inAny(classes.filter(takesRecords));
  const anonymised = inAny(classes.filter(({ erase }) => erase === 'anonymise'));
  const deleted = logic.without(taken, logic.any([inAny(others), anonymised]));
  const changes = classes.flatMap((one) =>
    (one.fields ?? []).map((field) => {
      const kept = others.filter(({ fields = [] }) => fields.some((other) => overlap(field, other)));
      const of = logic.without(logic.without(recordsOf(one), deleted), inAny(kept));
      return { field, erase: one.erase, of };
    }),
  );
  return { refused: logic.both(taken, anonymised), deleted, changes };
}

/** Whether a record can be refused: one of several `where`s that are not the same. Of others it is seen by the map alone. */
export function canBeRefused({ classes }: Pick<Sharing, 'classes'>): boolean {
  const told = classes.filter(({ where }) => where !== undefined);
  return told.some(takesRecords) && told.some(({ erase }) => erase === 'anonymise');
}

/** Whether erasing the class is deleting the whole of each record. */
export function takesRecords({ erase, fields }: Pick<DataClass, 'erase' | 'fields'>): boolean {
  return erase === 'delete' && fields === undefined;
}

/** Whether the law has the class stay as it is. */
export function isKept({ erase, keep }: Pick<DataClass, 'erase' | 'keep'>): boolean {
  return erase === 'delete' && keep !== undefined;
}

/** Whether erasing it now deletes the whole of each record. */
export function takesNow(one: Pick<DataClass, 'erase' | 'fields' | 'keep'>): boolean {
  return takesRecords(one) && !isKept(one);
}

/** Whether its records are to be there afterwards: anonymised, or kept by law. */
export function staysThere(one: Pick<DataClass, 'erase' | 'keep'>): boolean {
  return isKept(one) || one.erase === 'anonymise';
}

/** Classes by the key that finds their records: the system's, where they have none of their own. */
export function byKey(
  ofSystem: Partial<Record<'attribute' | 'from' | 'index', string | undefined>> | undefined,
  classes: readonly DataClass[],
): readonly (readonly DataClass[])[] {
  const nameOf = ({ subjectKey }: DataClass) => {
    const { attribute, from, index }: NonNullable<typeof ofSystem> = subjectKey ?? ofSystem ?? {};
    return JSON.stringify([attribute, from, index]);
  };
  return [...Map.groupBy(classes, nameOf).values()];
}

/**
 * Two classes of the very same records, of which the first has them deleted and the second has them stay. Undefined where
 * there are none: what another `where` says are other records.
 * @param sharing classes that are found by the same key
 */
export function clash(
  sharing: readonly DataClass[],
  isErased: (one: DataClass) => boolean,
): readonly [takes: DataClass, stays: DataClass] | undefined {
  const takes = (one: DataClass) => isErased(one) && takesRecords(one);
  for (const one of sharing.filter(takes)) {
    const same = sharing.filter(({ where }) => nameOfWhere(where) === nameOfWhere(one.where));
    const stays = same.find((other) => !takes(other));
    if (stays !== undefined) return [one, stays];
  }
  return undefined;
}

/**
 * A field that is erased, and by which the records of a class are told: afterwards, they would be of another one. Undefined
 * where there is none.
 */
export function tellingField(
  classes: readonly { readonly fields?: readonly string[] | undefined; readonly where?: Where | undefined }[],
): string | undefined {
  const telling = classes.flatMap(({ where }) => where?.attribute ?? []);
  return classes
    .flatMap(({ fields = [] }) => fields)
    .find((field) => telling.some((attribute) => overlap(field, attribute)));
}

/** Whether one of two names, with dots into maps, is the other or inside it. */
function overlap(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}
