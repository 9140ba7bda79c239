import { DELETED_USER } from '../anonymise.ts';
import { canBeRefused, type Sharing, type Treatment, treatment } from '../record-classes.ts';
import { isText, quoted, type Rows, type RowWork } from './rds-sql.ts';
import { ALL, any, both, NOTHING, type Predicate, rowLogic } from './rds-where.ts';

/** What erasing the classes is in this table: rows that go, and rows that stay and have columns changed. No row is of both. */
export function rowWork(rows: Rows, sharing: Sharing): RowWork[] {
  const { deleted, changes } = treatmentOf(rows, sharing);
  const byField = [...Map.groupBy(changes, ({ field }) => field)];
  const columns = byField.map(([field, some]) => columnChange(rows, field, some));
  const due = any(columns.map((one) => one.due));
  return [
    ...(deleted === NOTHING ? [] : [work(deleted, undefined, deleted.values)]),
    ...(due === NOTHING
      ? []
      : [
          work(
            due,
            columns.flatMap(({ set }) => set ?? []),
            Object.assign({}, due.values, ...columns.map(({ values }) => values)),
          ),
        ]),
  ];
}

/** Rows of classes that contradict each other. Undefined where there can be none. */
export function refusedRows(rows: Rows, sharing: Sharing): Pick<RowWork, 'due' | 'values'> | undefined {
  if (!canBeRefused(sharing)) return undefined;
  const { sql, values } = treatmentOf(rows, sharing).refused;
  return { due: sql, values };
}

function treatmentOf(rows: Rows, sharing: Sharing): Treatment<Predicate> {
  const telling = [...sharing.classes, ...sharing.others].flatMap(({ where }) => where ?? []);
  return treatment(sharing, rowLogic(rows, telling));
}

function work(due: Predicate, sets: RowWork['sets'], values: RowWork['values']): RowWork {
  return { due: due === ALL ? '' : due.sql, sets, values };
}

/** A column in rows of which some become null, some `Deleted user`, and some stay; `due` are those that are not so already. */
function columnChange(
  { dialect, columns }: Rows,
  field: string,
  changes: Treatment<Predicate>['changes'],
): { readonly due: Predicate; readonly set: string | undefined; readonly values: RowWork['values'] } {
  const name = quoted(dialect, field);
  const text = isText(columns[field] ?? '');
  const becomesText = (one: (typeof changes)[number]) => text && one.erase === 'anonymise';
  const toNull = any(changes.filter((one) => !becomesText(one)).map(({ of }) => of));
  const toText = any(changes.filter(becomesText).map(({ of }) => of));
  const deleted = { deleted: DELETED_USER };
  const due = any([
    both(toNull, { sql: `${name} IS NOT NULL`, values: {} }),
    both(toText, { sql: `${name} <> :deleted`, values: deleted }),
  ]);
  const set = assignment(name, toNull, toText);
  const values = { ...toNull.values, ...toText.values, ...(toText === NOTHING ? {} : deleted) };
  return { due, set: set === undefined ? undefined : `${name} = ${set}`, values };
}

function assignment(name: string, toNull: Predicate, toText: Predicate): string | undefined {
  if (toNull === NOTHING && toText === NOTHING) return undefined;
  if (toNull === ALL) return 'NULL';
  if (toNull === NOTHING && toText === ALL) return `CASE WHEN ${name} IS NULL THEN NULL ELSE :deleted END`;
  const some = both(toText, { sql: `${name} IS NOT NULL`, values: {} });
  return [
    'CASE',
    ...(toNull === NOTHING ? [] : [`WHEN ${toNull.sql} THEN NULL`]),
    ...(some === NOTHING ? [] : [`WHEN ${some.sql} THEN :deleted`]),
    `ELSE ${name} END`,
  ].join(' ');
}
