import type { ConfigIssue, Loose } from '../kernel/config-check.ts';
import { DataClass, type System } from './config.ts';
import { byKey, clash, isKept, takesRecords, tellingField } from './record-classes.ts';

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
 * What the classes of a system say of each other: `where` at a system that has none, `where` by something that is erased; and,
 * as warnings, what would be refused when it comes to erasing, or left alone.
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
  return connector === undefined || !FINDS_RECORDS.has(connector)
    ? []
    : byKey(system.subjectKey, sound.data).flatMap((sharing) =>
        warningsOf(system, sharing, (one) => [...path, 'classes', sound.data.indexOf(one)]),
      );
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

function warningsOf(
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
  if (found !== undefined) return [warning(found[0], clashWords(...found, connector))];
  const [first] = sharing;
  if (first === undefined || sharing.some(({ where }) => where === undefined)) return [];
  return [
    warning(
      first,
      `records that match no where of ${listed(sharing)} are of no class, and stay; leave the where out of the class that is to have the rest`,
    ),
  ];
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
