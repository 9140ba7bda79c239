import { atMost } from '../../kernel/at-most.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { SystemId } from '../config.ts';
import type { Connector, ConnectorCall, Erased, Read } from '../connector.ts';
import { takesRecords } from '../record-classes.ts';
import { classGroups } from './class-groups.ts';
import { countedErasure, countedReading, type Kept } from './counted-work.ts';
import { connectorError, writing } from './failure-of.ts';
import { inBatches } from './in-batches.ts';
import { prefixOf } from './s3-prefix.ts';

/** One version of an object, or a marker that says it was deleted, which has its name too. */
export interface StoredVersion {
  readonly key: string;
  readonly versionId: string;
  readonly marker: boolean;
}

export interface Upload {
  readonly key: string;
  readonly uploadId: string;
}

/** What keeps a version from being deleted. */
export interface ObjectLock {
  /** Of a retention. */
  readonly until?: Instant | undefined;
  /** A legal hold, which has no end. */
  readonly hold: boolean;
}

/** A bucket, with all the versions it has. */
export interface Bucket {
  /** Whether versions may be locked in it. */
  hasLocks(): Promise<boolean>;
  /** In pages, key by key, the newest first. */
  versions(prefix: string): AsyncIterable<readonly StoredVersion[]>;
  lockOf(version: StoredVersion): Promise<ObjectLock>;
  /** @returns those that were refused, by their places, and with which right they would not have been */
  remove(
    versions: readonly StoredVersion[],
  ): Promise<readonly { place: number; code: 'no-write-right' | 'down' }[]>;
  /** What was begun to be uploaded and never ended. */
  uploads(prefix: string): AsyncIterable<readonly Upload[]>;
  abort(upload: Upload): Promise<void>;
}

export interface S3ConnectorDeps {
  /** @param prefix below which all is that will be asked for */
  readonly bucket: (name: string, prefix: string) => Bucket;
  readonly now: () => Instant;
}

interface Group {
  readonly prefix: string;
  readonly classes: readonly SystemId[];
}

const LOCKS_AT_ONCE = 16;
/** S3 deletes no more in one request. */
const MOST_AT_ONCE = 1_000;

/** Erases all versions of what is below a person's prefix; docs/privacy.md says what it does and cannot. */
export class S3Connector implements Connector {
  readonly #deps: S3ConnectorDeps;

  constructor(deps: S3ConnectorDeps) {
    this.#deps = deps;
  }

  async erase(call: ConnectorCall): Promise<Erased> {
    return countedErasure(call, this.#deps.now, async (claim) => {
      const bucket = this.#bucketOf(call);
      const locks = await bucket.hasLocks();
      const kept = new Map<string, Kept>();
      for (const { prefix, classes } of groups(call)) {
        const note = (lock: ObjectLock) => keep(kept, classes, lock);
        const stream = removable(bucket, prefix, locks, this.#deps.now(), note);
        for await (const batch of inBatches(stream, MOST_AT_ONCE)) {
          const names = batch.map(({ key, versionId }) => JSON.stringify([key, versionId]));
          const claimed = await claim(names);
          const refused = await writing(bucket.remove(batch));
          const [first] = refused;
          if (first === undefined) continue;
          await claimed.release(refused.flatMap(({ place }) => names[place] ?? []));
          throw connectorError(first.code);
        }
        for await (const uploads of bucket.uploads(prefix)) {
          for (const upload of uploads) {
            await claim([JSON.stringify(['upload', upload.key, upload.uploadId])]);
            await writing(bucket.abort(upload));
          }
        }
      }
      return [...kept.values()];
    });
  }

  /**
   * What is locked is not counted where the answer to erasing says that it stays, and until when. Elsewhere it has come in
   * since: asked to erase once more, the answer says so.
   */
  async verify(call: ConnectorCall): Promise<Read> {
    return countedReading(call, this.#deps.now, () => this.#left(call));
  }

  async *#left(call: ConnectorCall): AsyncGenerator<number> {
    const bucket = this.#bucketOf(call);
    const locks = await bucket.hasLocks();
    for (const { prefix, classes } of groups(call)) {
      const mayStay = locks && classes.some((name) => call.kept.includes(name));
      for await (const page of removable(bucket, prefix, mayStay, this.#deps.now(), () => {}))
        yield page.length;
      for await (const uploads of bucket.uploads(prefix)) yield uploads.length;
    }
  }

  async lookUp(): Promise<never> {
    throw connectorError('unexpected'); // the data map has no `resolves` for it
  }

  #bucketOf({ system }: ConnectorCall): Bucket {
    if (system.connector !== 's3') throw connectorError('unexpected');
    return this.#deps.bucket(system.bucket.replace(/^arn:[\w-]+:s3:::/, ''), system.prefix);
  }
}

/** @throws AppError `rejected` for a class that is not deleted whole, or an identity that is no name of a folder */
function groups(call: ConnectorCall): Group[] {
  const { system } = call;
  if (system.connector !== 's3') throw connectorError('unexpected');
  return classGroups(call).flatMap(({ forms, classes }) => {
    if (!classes.every(takesRecords)) throw connectorError('rejected');
    return forms.map((form): Group => {
      const prefix = prefixOf(system.prefix, form);
      if (prefix === undefined) throw connectorError('rejected');
      return { prefix, classes: classes.map(({ id }) => id) };
    });
  });
}

/**
 * Everything below a prefix that can be deleted. A marker stays while a version below it is locked: without it, what
 * somebody deleted would be there again.
 */
async function* removable(
  bucket: Bucket,
  prefix: string,
  locks: boolean,
  now: Instant,
  note: (lock: ObjectLock) => void,
): AsyncGenerator<readonly StoredVersion[]> {
  if (!locks) {
    for await (const page of bucket.versions(prefix)) if (page.length > 0) yield page;
    return;
  }
  const lockedKeys = new Set<string>();
  for await (const page of bucket.versions(prefix)) {
    const inTurn = atMost(LOCKS_AT_ONCE);
    const versions = page.filter(({ marker }) => !marker);
    const states = await Promise.all(versions.map((one) => inTurn(() => bucket.lockOf(one))));
    const free = versions.filter(({ key }, place) => {
      const lock = states[place];
      if (lock === undefined || !isLocked(lock, now)) return true;
      lockedKeys.add(key);
      note(lock);
      return false;
    });
    if (free.length > 0) yield free;
  }
  for await (const page of bucket.versions(prefix)) {
    const free = page.filter(({ key, marker }) => marker && !lockedKeys.has(key));
    if (free.length > 0) yield free;
  }
}

function isLocked({ until, hold }: ObjectLock, now: Instant): boolean {
  return hold || (until !== undefined && until > now);
}

/** Of each class and reason one entry, with the last of the dates. */
function keep(kept: Map<string, Kept>, classes: readonly SystemId[], { until, hold }: ObjectLock): void {
  const reason = hold ? 'legal-claim' : 'object-lock';
  for (const name of classes) {
    const before = kept.get(`${name} ${reason}`)?.until;
    const last = hold || until === undefined || (before !== undefined && before > until) ? before : until;
    kept.set(`${name} ${reason}`, { class: name, reason, ...(last === undefined ? {} : { until: last }) });
  }
}
