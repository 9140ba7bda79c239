import type { ConfigIssue, Loose } from '../kernel/config-check.ts';
import { checkKeys } from './check-keys.ts';
import { DataClass, type System } from './config.ts';
import { byKey, clash, isKept, staysThere, takesNow, takesRecords, tellingField } from './record-classes.ts';
import { haveCommon } from './where.ts';

type LooseSystem = Loose<System>;

/** Connectors that find records themselves, and so must know which class each is of. */
const FINDS_RECORDS: ReadonlySet<string> = new Set(['dynamodb', 's3', 'rds-data', 'opensearch', 'cognito']);

/** Why a connector has no `where`. */
const NO_WHERE: Readonly<Record<string, string>> = {
  s3: 'objects have no attributes; give each class a system of its own, with another prefix',
  cognito: 'a person is one user there; say by fields what of the user is of a class',
  http: 'the system is told the classes, and knows itself what is of them',
  queue: 'the service is told the classes, and knows itself what is of them',
  manual: 'whoever does it is told the classes, and knows what is of them',
};

/**
 * What the classes of a system say of each other: `where` at a system that has none or by something that is erased, records
 * that would be of no class, the same records by two indexes; and, as warnings, what may be refused when it comes to erasing,
 * stay, or go with another class.
 * @param path of the system
 */
export function checkClasses(system: LooseSystem, path: ConfigIssue['path']): ConfigIssue[] {
  const { connector, classes = [] } = system;
  const stated = classes.flatMap((one, place) => (one === undefined ? [] : [{ one, place }]));
  const noWhere = connector === undefined ? undefined : NO_WHERE[connector];
  const errors = stated.flatMap(({ one, place }): ConfigIssue[] => {
    if (noWhere === undefined || !Object.hasOwn(one, 'where')) return [];
    const message = `${String(connector)} has no where: ${noWhere}`;
    return [{ path: [...path, 'classes', place, 'where'], message, severity: 'error' }];
  });
  const sound = DataClass.array().safeParse(classes);
  if (errors.length > 0 || !sound.success) return errors;
  const field = tellingField(sound.data);
  if (field !== undefined) return [erasedTelling(sound.data, field, path)];
  if (connector === undefined || !FINDS_RECORDS.has(connector)) return [];
  const at = (one: DataClass) => [...path, 'classes', sound.data.indexOf(one)];
  const groups = byKey(system.subjectKey, sound.data);
  return [
    ...groups.flatMap((sharing) => issuesOfKey(system, sharing, at)),
    ...checkKeys(system, sound.data, at),
  ];
}

function erasedTelling(classes: readonly DataClass[], field: string, path: ConfigIssue['path']): ConfigIssue {
  const place = classes.findIndex(({ fields }) => fields?.includes(field));
  const index = classes[place]?.fields?.indexOf(field) ?? 0;
  return {
    path: [...path, 'classes', place, 'fields', index],
    message: `"${field}" tells by a where which records are of a class: once it is erased, they would be of another; wanted: fields that no where of this system is about`,
    severity: 'error',
  };
}

function issuesOfKey(
  { id = '', connector }: LooseSystem,
  sharing: readonly DataClass[],
  at: (one: DataClass) => ConfigIssue['path'],
): ConfigIssue[] {
  const warning = (one: DataClass, message: string): ConfigIssue => ({
    path: at(one),
    message: `${id}: ${message}`,
    severity: 'warning',
  });
  const whole = sharing.filter((one) => connector === 's3' && !takesRecords(one));
  if (whole.length > 0)
    return whole.map((one) =>
      warning(
        one,
        `of objects no part can be erased, so that the step will be refused for ${one.id}; wanted: erase: delete, without fields`,
      ),
    );
  const found = clash(sharing, (one) => !isKept(one));
  const common = overlaps(sharing).map(([takes, stays]) => warning(takes, overlapWords(takes, stays)));
  const warnings = found === undefined ? common : [warning(found[0], clashWords(...found, connector))];
  const [first] = sharing;
  if (first === undefined || sharing.some(({ where }) => where === undefined)) return warnings;
  const message = `records that match no where of ${listed(sharing)} are of no class: they would stay, and nobody would say so; wanted: one class without where, which has the rest`;
  return [{ path: at(first), message, severity: 'error' }, ...warnings];
}

/** Classes of the same key with a value in common, of which the first takes a record and the second has it stay. */
function overlaps(sharing: readonly DataClass[]): (readonly [takes: DataClass, stays: DataClass])[] {
  return sharing.filter(takesNow).flatMap((takes) =>
    sharing.filter(staysThere).flatMap((stays) => {
      const common =
        takes.where !== undefined && stays.where !== undefined && haveCommon(takes.where, stays.where);
      return common ? [[takes, stays] as const] : [];
    }),
  );
}

function overlapWords(takes: DataClass, stays: DataClass): string {
  const what = `some records are of ${takes.id}, which has them deleted, and of ${stays.id}`;
  return isKept(stays)
    ? `${what}, which the law keeps: those stay`
    : `${what}, which has them stay: where there is such a record, nothing will be erased and the step refused; give them where without a value in common`;
}

function clashWords(takes: DataClass, stays: DataClass, connector: LooseSystem['connector']): string {
  const what = `${takes.id} has its records deleted, and ${stays.id} is of the same records and has them stay, so that nothing will be erased and the step refused`;
  if (connector === 's3') return `${what}; give each of them a system of its own, with another prefix`;
  const fields = `give ${takes.id} fields to delete`;
  return connector === 'cognito'
    ? `${what}; ${fields}`
    : `${what}; ${fields}, or say by where which records are of ${takes.id} or of ${stays.id}`;
}

function listed(classes: readonly DataClass[]): string {
  return classes.map(({ id }) => id).join(', ');
}
