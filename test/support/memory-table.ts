import type { DynamoTable, Fields, RecordWrite } from '../../shared/privacy/connectors/dynamodb-connector.ts';
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

  async apply(writes: readonly RecordWrite[]): Promise<readonly RecordWrite[]> {
    this.#failAt('apply');
    await this.onApply(writes);
    const refused = writes.filter(({ key, holder, telling, redaction, unchanged }) => {
      const record = this.records.get(this.#keyOf(key));
      if (record === undefined || record[holder.attribute] !== holder.value) return true;
      if (telling.some((name) => record[name] !== unchanged[name])) return true;
      if (redaction.kind === 'delete') this.records.delete(this.#keyOf(key));
      else {
        const touched = [...Object.keys(redaction.set), ...redaction.remove];
        if (touched.some((name) => record[name] !== unchanged[name])) return true;
        const kept = Object.entries(record).filter(([name]) => !redaction.remove.includes(name));
        this.put({ ...Object.fromEntries(kept), ...redaction.set });
      }
      return false;
    });
    this.afterApply();
    return refused;
  }

  #keyOf(record: Fields): string {
    return JSON.stringify(this.shape.key.map((name) => record[name]));
  }

  #failAt(place: 'describe' | 'find' | 'apply'): void {
    if (this.fails?.at === place) throw this.fails.error;
  }
}
