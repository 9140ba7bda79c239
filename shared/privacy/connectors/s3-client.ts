import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import { type Instant, instant } from '../../kernel/instant.ts';
import { logCalls } from '../../runtime/aws-calls.ts';
import { clientOptions } from '../../runtime/client-options.ts';
import {
  type Bucket,
  type ObjectLock,
  S3Connector,
  type StoredVersion,
  type Upload,
} from './s3-connector.ts';

/** Deleting 1,000 objects takes its time. */
const PATIENCE = { attempts: 4, attemptMs: 20_000, waitMs: 2_000 };

/** The connector for all buckets, wherever they are. */
export function s3Connector(now: () => Instant): S3Connector {
  return new S3Connector({
    bucket: (name, prefix) => new S3BucketClient(bucketsClient(prefix), name),
    now,
  });
}

/** Of its calls is logged where below the bucket they are: the keys of objects name people. */
function bucketsClient(prefix: string): S3Client {
  const client = new S3Client({ ...clientOptions(PATIENCE), followRegionRedirects: true });
  return logCalls(client, ({ Bucket }) => ({ Bucket, Key: `${prefix}of-a-person` }));
}

/** A bucket of whomever. */
export class S3BucketClient implements Bucket {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async hasLocks(): Promise<boolean> {
    try {
      const { ObjectLockConfiguration } = await this.#client.send(
        new GetObjectLockConfigurationCommand({ Bucket: this.#bucket }),
      );
      return ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled';
    } catch (error) {
      if (isNamed(error, 'ObjectLockConfigurationNotFoundError')) return false;
      throw error;
    }
  }

  async *versions(prefix: string): AsyncGenerator<readonly StoredVersion[]> {
    let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
    while (from !== undefined) {
      const page: ListObjectVersionsCommandOutput = await this.#client.send(
        new ListObjectVersionsCommand({ Bucket: this.#bucket, Prefix: prefix, EncodingType: 'url', ...from }),
      );
      const key = keysOf(page);
      yield [
        ...(page.Versions ?? []).map((one) => versionOf(key(one.Key), one.VersionId, false)),
        ...(page.DeleteMarkers ?? []).map((one) => versionOf(key(one.Key), one.VersionId, true)),
      ];
      from =
        page.IsTruncated === true
          ? { KeyMarker: key(page.NextKeyMarker), VersionIdMarker: page.NextVersionIdMarker }
          : undefined;
    }
  }

  async lockOf({ key, versionId }: StoredVersion): Promise<ObjectLock> {
    const which = { Bucket: this.#bucket, Key: key, VersionId: versionId };
    const [retention, hold] = await Promise.all([
      lockPart(this.#client.send(new GetObjectRetentionCommand(which))),
      lockPart(this.#client.send(new GetObjectLegalHoldCommand(which))),
    ]);
    const date = retention?.Retention?.RetainUntilDate;
    return {
      until: date === undefined ? undefined : instant(date.getTime()),
      hold: hold?.LegalHold?.Status === 'ON',
    };
  }

  async remove(versions: readonly StoredVersion[]): ReturnType<Bucket['remove']> {
    const refused: { place: number; code: 'no-write-right' | 'down' }[] = [];
    const places = versions.map((_, place) => place);
    const inXml = places.filter((place) => !isBeyondXml(versions[place]?.key));
    if (inXml.length > 0) {
      const { Errors = [] } = await this.#client.send(
        new DeleteObjectsCommand({
          Bucket: this.#bucket,
          Delete: {
            Quiet: true,
            Objects: inXml.map((place) => ({
              Key: versions[place]?.key,
              VersionId: versions[place]?.versionId,
            })),
          },
        }),
      );
      for (const { Key, VersionId, Code } of Errors) {
        const place = versions.findIndex(({ key, versionId }) => key === Key && versionId === VersionId);
        refused.push({ place, code: Code === 'AccessDenied' ? 'no-write-right' : 'down' });
      }
    }
    for (const place of places) {
      const one = versions[place];
      if (one === undefined || inXml.includes(place)) continue;
      await this.#client.send(
        new DeleteObjectCommand({ Bucket: this.#bucket, Key: one.key, VersionId: one.versionId }),
      );
    }
    return refused;
  }

  async *uploads(prefix: string): AsyncGenerator<readonly Upload[]> {
    let from: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } | undefined = {};
    while (from !== undefined) {
      const page: ListMultipartUploadsCommandOutput = await this.#client.send(
        new ListMultipartUploadsCommand({
          Bucket: this.#bucket,
          Prefix: prefix,
          EncodingType: 'url',
          ...from,
        }),
      );
      const key = keysOf(page);
      yield (page.Uploads ?? []).map(({ Key, UploadId = '' }) => ({ key: key(Key), uploadId: UploadId }));
      from =
        page.IsTruncated === true
          ? { KeyMarker: key(page.NextKeyMarker), UploadIdMarker: page.NextUploadIdMarker }
          : undefined;
    }
  }

  async abort({ key, uploadId }: Upload): Promise<void> {
    try {
      await this.#client.send(
        new AbortMultipartUploadCommand({ Bucket: this.#bucket, Key: key, UploadId: uploadId }),
      );
    } catch (error) {
      if (!isNamed(error, 'NoSuchUpload')) throw error;
    }
  }
}

/** Whether XML 1.0 has no way to write a key (its section 2.2); such an object is deleted by itself. */
function isBeyondXml(key = ''): boolean {
  return Array.from(key).some((character) => {
    const code = character.codePointAt(0) ?? 0;
    return code === 0xfffe || code === 0xffff || (code < 0x20 && !'\t\n\r'.includes(character));
  });
}

function versionOf(key: string, versionId = 'null', marker: boolean): StoredVersion {
  return { key, versionId, marker };
}

/** The keys of a listing, which says whether it has written them as in a URL. */
function keysOf({ EncodingType }: { readonly EncodingType?: string | undefined }): (text?: string) => string {
  return (text = '') => (EncodingType === 'url' ? decodeURIComponent(text.replaceAll('+', ' ')) : text);
}

const UNLOCKED = ['NoSuchObjectLockConfiguration', 'NoSuchVersion', 'NoSuchKey'];

/** What is not locked, or is gone by now, has none. */
async function lockPart<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (UNLOCKED.some((name) => isNamed(error, name))) return undefined;
    throw error;
  }
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
