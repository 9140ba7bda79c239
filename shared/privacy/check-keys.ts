import type { ConfigIssue, Loose } from '../kernel/config-check.ts';
import type { DataClass, System } from './config.ts';
import { staysThere, takesNow } from './record-classes.ts';
import { areApart } from './where.ts';

type Key = Partial<Record<'attribute' | 'from' | 'index', string | undefined>>;

/**
 * Classes that are found by different keys: what one of them deletes is gone, also where the other would have it stay. It is
 * an error where the keys differ by their index only, since both then find the same records.
 * @param at where a class stands
 */
export function checkKeys(
  { id = '', connector, subjectKey }: Loose<System>,
  classes: readonly DataClass[],
  at: (one: DataClass) => ConfigIssue['path'],
): ConfigIssue[] {
  if (connector === 's3') return []; // another identity is another prefix
  const keyOf = (one: DataClass): Key | undefined => one.subjectKey ?? subjectKey;
  return classes.filter(takesNow).flatMap((takes) =>
    classes.filter(staysThere).flatMap((stays): ConfigIssue[] => {
      const [one, other] = [keyOf(takes), keyOf(stays)];
      if (one === undefined || other === undefined) return [];
      if (takes.where !== undefined && stays.where !== undefined && areApart(takes.where, stays.where))
        return [];
      const samePlace = one.attribute === other.attribute && one.from === other.from;
      if (samePlace && one.index === other.index) return [];
      if (samePlace) {
        const message = `${takes.id} has its records deleted, and ${stays.id} finds the same ones by another index and has them stay; wanted: the same subjectKey, and a where that says which records are of ${takes.id} or of ${stays.id}`;
        return [{ path: at(takes), message, severity: 'error' }];
      }
      if (leavesItsKey(stays, other)) return [];
      const message = `${id}: ${takes.id} has its records deleted, also those that ${stays.id} finds by its own subjectKey and has stay; let no record be of both`;
      return [{ path: at(takes), message, severity: 'warning' }];
    }),
  );
}

/** A mention: it takes the person out of what is somebody else's. What is their own may go with it. */
function leavesItsKey({ erase, fields = [], keep }: DataClass, { attribute }: Key): boolean {
  return erase === 'anonymise' && keep === undefined && attribute !== undefined && fields.includes(attribute);
}
