import type { DataClass, PrivacySection } from './config.ts';
import { type Hold, holdOn } from './hold.ts';
import { byKey, takesRecords } from './record-classes.ts';
import { areApart } from './where.ts';

/**
 * The holds with all that they reach: one on a class of whole records, be it erased or kept by law, keeps their fields too. So
 * it is also on each class that would erase fields of records which are, or may be, the same.
 */
export function holdReach(holds: readonly Hold[], { systems }: Pick<PrivacySection, 'systems'>): Hold[] {
  return holds.map((hold) => {
    if (hold.classes === undefined) return hold;
    const reached = systems.flatMap(({ id, subjectKey, classes }) =>
      byKey(subjectKey, classes).flatMap((sharing) => {
        const whole = sharing.filter((one) => takesRecords(one) && holdOn([hold], id, one.id) !== undefined);
        const fields = sharing.filter(
          (one) => !takesRecords(one) && whole.some((held) => mayShare(held, one)),
        );
        return fields.map((one) => ({ system: id, class: one.id }));
      }),
    );
    return { ...hold, classes: [...hold.classes, ...reached] };
  });
}

/** Whether a record may be of both: the rest, which no `where` claims, is never of a class that has one. */
function mayShare(
  { where: one }: Pick<DataClass, 'where'>,
  { where: other }: Pick<DataClass, 'where'>,
): boolean {
  if (one === undefined || other === undefined) return one === other;
  return !areApart(one, other);
}
