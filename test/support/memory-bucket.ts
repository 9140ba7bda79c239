import type {
  Bucket,
  ObjectLock,
  StoredVersion,
  Upload,
} from '../../shared/privacy/connectors/s3-connector.ts';

/** A bucket in memory, with pages of three versions, the newest of each key first. */
export class MemoryBucket implements Bucket {
  readonly all: (StoredVersion & { readonly lock?: ObjectLock })[] = [];
  begun: Upload[] = [];
  locks = false;
  /** Versions that are refused all the same. */
  refuses: ReadonlySet<string> = new Set();
  fails: { readonly at: 'hasLocks' | 'versions' | 'remove' | 'abort'; readonly error: Error } | undefined;
  onRemove: () => void = () => {};
  afterRemove: () => void = () => {};

  put(key: string, lock?: ObjectLock): this {
    this.#add({
      key,
      versionId: String(this.all.length + 1),
      marker: false,
      ...(lock === undefined ? {} : { lock }),
    });
    return this;
  }

  mark(key: string): this {
    this.#add({ key, versionId: String(this.all.length + 1), marker: true });
    return this;
  }

  async hasLocks(): Promise<boolean> {
    this.#failAt('hasLocks');
    return this.locks;
  }

  async *versions(prefix: string): AsyncGenerator<readonly StoredVersion[]> {
    this.#failAt('versions');
    const found = this.all.filter(({ key }) => key.startsWith(prefix));
    for (let from = 0; from < found.length; from += 3)
      yield found.slice(from, from + 3).map(({ key, versionId, marker }) => ({ key, versionId, marker }));
  }

  async lockOf({ versionId }: StoredVersion): Promise<ObjectLock> {
    return this.all.find((one) => one.versionId === versionId)?.lock ?? { hold: false };
  }

  async remove(versions: readonly StoredVersion[]): ReturnType<Bucket['remove']> {
    this.#failAt('remove');
    this.onRemove();
    const refused = versions.flatMap(({ versionId }, place) => {
      if (this.refuses.has(versionId)) return [{ place, code: 'no-write-right' as const }];
      const at = this.all.findIndex((one) => one.versionId === versionId);
      if (at >= 0) this.all.splice(at, 1);
      return [];
    });
    this.afterRemove();
    return refused;
  }

  async *uploads(prefix: string): AsyncGenerator<readonly Upload[]> {
    yield this.begun.filter(({ key }) => key.startsWith(prefix));
  }

  async abort({ uploadId }: Upload): Promise<void> {
    this.#failAt('abort');
    this.begun = this.begun.filter((one) => one.uploadId !== uploadId);
  }

  #add(version: StoredVersion & { readonly lock?: ObjectLock }): void {
    this.all.push(version);
    this.all.sort((a, b) =>
      a.key < b.key ? -1 : a.key > b.key ? 1 : Number(b.versionId) - Number(a.versionId),
    );
  }

  #failAt(place: string): void {
    if (this.fails?.at === place) throw this.fails.error;
  }
}
