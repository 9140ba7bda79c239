import type {
  Applied,
  DynamoTable,
  Fields,
  RecordWrite,
} from '../../shared/privacy/connectors/dynamodb-connector.ts';
import type { TableShape, Way } from '../../shared/privacy/connectors/dynamodb-shape.ts';

/** A table in memory, with pages of two records, that is told what happens between reading and writing. */
export class MemoryTable implements DynamoTable {
  readonly records = new Map<string, Fields>();
  readonly shape: TableShape;
  /** Before a page of records is given. */
  onPage: () => unknown = () => {};
  /** Before a transaction: somebody else is at work, or we are killed. */
  onApply: (writes: readonly RecordWrite[]) => unknown = () => {};
  /** After it was carried out. */
  afterApply: () => void = () => {};
  fails: { readonly at: 'describe' | 'find' | 'apply'; readonly error: Error } | undefined;

  constructor(shape: Partial<TableShape> = {}, records: readonly Fields[] = []) {
    this.shape = {
      key: ['userId', 'id'],
      types: { userId: 'S', id: 'S', owner: 'S' },
      indexes: { 'by-owner': { hash: 'owner', complete: true } },
      replicas: [],
      ...shape,
    };
    for (const one of records) this.put(one);
  }

  put(record: Fields): void {
    this.records.set(this.#keyOf(record), record);
  }

  async describe(): Promise<TableShape> {
    this.#failAt('describe');
    return this.shape;
  }

  async *find(_: TableShape, { attribute }: Way, form: string): AsyncGenerator<readonly Fields[]> {
    this.#failAt('find');
    const found = [...this.records.values()].filter((record) => record[attribute] === form);
    for (let from = 0; from < found.length; from += 2) {
      await this.onPage();
      yield found.slice(from, from + 2);
    }
  }

  async apply(writes: readonly RecordWrite[]): Promise<Applied> {
    this.#failAt('apply');
    await this.onApply(writes);
    const refused = writes.filter((one) => !this.#isAsRead(one));
    const done = refused.length === 0 ? writes : [];
    for (const { key, redaction } of done) {
      const name = this.#keyOf(key);
      const record = Object.entries(this.records.get(name) ?? {});
      if (redaction.kind === 'delete') this.records.delete(name);
      else {
        const kept = record.filter(([field]) => !redaction.remove.includes(field));
        this.put({ ...Object.fromEntries(kept), ...redaction.set });
      }
    }
    this.afterApply();
    return { done, refused };
  }

  #isAsRead({ key, holder, telling, redaction, unchanged }: RecordWrite): boolean {
    const record = this.records.get(this.#keyOf(key));
    if (record === undefined || record[holder.attribute] !== holder.value) return false;
    const touched = redaction.kind === 'delete' ? [] : [...Object.keys(redaction.set), ...redaction.remove];
    return [...telling, ...touched].every((name) => record[name] === unchanged[name]);
  }

  #keyOf(record: Fields): string {
    return JSON.stringify(this.shape.key.map((name) => record[name]));
  }

  #failAt(place: 'describe' | 'find' | 'apply'): void {
    if (this.fails?.at === place) throw this.fails.error;
  }
}
