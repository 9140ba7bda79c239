import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { type DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { MacKey } from '../shared/platform/mac-client.ts';
import { KmsSubjectKeys } from '../shared/privacy/kms-subject-keys-client.ts';
import { aliasOf } from '../shared/privacy/subject-key-name.ts';
import { subjectTag } from '../shared/privacy/subject-tag-client.ts';
import { localClientConfig } from './aws-environment.ts';
import { ignoring } from './ignoring.ts';
import { Newsletter } from './newsletter.ts';

/** The systems that config/local/privacy.yaml names. */
const PROFILES = 'acme-profiles';
const COMMENTS = 'acme-comments';
const UPLOADS = 'acme-uploads';

/** The class of data that log lines are sealed under. */
const LOGGED = 'contact';

/** Numbers that are nobody's. */
export const PHONE = '+49 30 5550100';
export const IBAN = 'DE02120300000000202051';

interface Person {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
}

/** Everything there is of somebody, as text, by system. */
export interface Held {
  readonly profile: readonly string[];
  readonly comments: readonly string[];
  readonly uploads: readonly string[];
  readonly newsletter: readonly string[];
}

/** People and the systems that hold their data, as an application of the organization would have them. */
export class PrivacyData {
  readonly newsletter: Newsletter;
  readonly #documents: DynamoDBDocumentClient;
  readonly #tables: DynamoDBClient;
  readonly #objects: S3Client;
  readonly #kms: KMSClient;
  readonly #tags: MacKey;
  /** What the log has: lines that were sealed before they were written. */
  readonly #log = new Map<string, Uint8Array>();

  constructor(url: string, documents: DynamoDBDocumentClient, tagKeyId: string) {
    const aws = localClientConfig(url);
    this.newsletter = new Newsletter(url, documents);
    this.#documents = documents;
    this.#tables = new DynamoDBClient(aws);
    this.#objects = new S3Client({ ...aws, forcePathStyle: true });
    this.#kms = new KMSClient(aws);
    this.#tags = new MacKey(tagKeyId, 'HMAC_SHA_256', this.#kms);
  }

  /** Makes the systems where they are not there. */
  async make(): Promise<void> {
    await this.newsletter.make();
    await this.#table(PROFILES, 'userId', { 'by-email': 'email' });
    await this.#table(COMMENTS, 'id', { 'by-author': 'authorId', 'by-reply': 'replyTo' });
    await ignoring('BucketAlreadyOwnedByYou', () =>
      this.#objects.send(
        new CreateBucketCommand({
          Bucket: UPLOADS,
          CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
        }),
      ),
    );
    await this.#objects.send(
      new PutBucketVersioningCommand({
        Bucket: UPLOADS,
        VersioningConfiguration: { Status: 'Enabled' },
      }),
    );
  }

  /**
   * A profile, a comment, a picture in two versions, a subscription, and a line of the log that was sealed before it was
   * written.
   */
  async fill(id: string): Promise<void> {
    const { userId, name, email } = personOf(id);
    await this.#put(PROFILES, { userId, name, email, phone: PHONE, iban: IBAN });
    await this.#put(COMMENTS, { id: `by-${id}`, authorId: userId, text: `${name} was here` });
    for (const version of [1, 2])
      await this.#objects.send(
        new PutObjectCommand({
          Bucket: UPLOADS,
          Key: `users/${userId}/portrait.txt`,
          Body: `${name}, ${version}`,
        }),
      );
    await this.newsletter.subscribe(email, name);
    const line = Buffer.from(`${name} moved to Example Street 1`);
    this.#log.set(id, await this.#newKeys().seal(await this.#tagOf(id), LOGGED, line));
  }

  /** What one wrote to the other: the text is the writer's, and the name of the other stands in it. */
  async reply(from: string, to: string): Promise<void> {
    const writer = personOf(from);
    const other = personOf(to);
    await this.#put(COMMENTS, {
      id: `${from}-to-${to}`,
      authorId: writer.userId,
      text: 'I agree',
      replyTo: other.userId,
      replyToName: other.name,
    });
  }

  /** All that names somebody, wherever it is. */
  async of(id: string): Promise<Held> {
    const { userId, name, email } = personOf(id);
    const names = (text: string) => text.includes(userId) || text.includes(name);
    const { Versions = [], DeleteMarkers = [] } = await this.#objects.send(
      new ListObjectVersionsCommand({ Bucket: UPLOADS, Prefix: `users/${userId}/` }),
    );
    return {
      profile: (await this.#all(PROFILES)).filter(names),
      comments: (await this.#all(COMMENTS)).filter(names),
      uploads: [...Versions, ...DeleteMarkers].map(({ Key = '', VersionId = '' }) => `${Key} ${VersionId}`),
      newsletter: await this.newsletter.of(email),
    };
  }

  /** The comment that one wrote to the other, as it is now. */
  async replied(from: string, to: string): Promise<string | undefined> {
    return (await this.#all(COMMENTS)).find((text) => text.includes(`"${from}-to-${to}"`));
  }

  /** What a reader of the log sees of somebody: the line, or the error that opening it met. */
  async logLine(id: string): Promise<string> {
    const sealed = this.#log.get(id);
    if (sealed === undefined) return 'no line';
    try {
      return Buffer.from(await this.#newKeys().open(await this.#tagOf(id), LOGGED, sealed)).toString();
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    }
  }

  /** The id of the key that lines of the log about somebody are sealed by. */
  async keyOf(id: string): Promise<string> {
    const KeyId = aliasOf(await this.#tagOf(id), LOGGED);
    const { KeyMetadata } = await this.#kms.send(new DescribeKeyCommand({ KeyId }));
    return KeyMetadata?.KeyId ?? 'none';
  }

  /** As another process would have them: one that has opened a line goes on doing so for five minutes. */
  #newKeys(): KmsSubjectKeys {
    return new KmsSubjectKeys({ now: () => Date.now(), client: this.#kms });
  }

  #tagOf(id: string): Promise<string> {
    return subjectTag(this.#tags, 'userId', personOf(id).userId);
  }

  async #put(TableName: string, Item: Record<string, string>): Promise<void> {
    await this.#documents.send(new PutCommand({ TableName, Item }));
  }

  async #all(TableName: string): Promise<string[]> {
    const { Items = [] } = await this.#documents.send(new ScanCommand({ TableName, ConsistentRead: true }));
    return Items.map((item) => JSON.stringify(item));
  }

  async #table(name: string, key: string, indexes: Readonly<Record<string, string>>): Promise<void> {
    const attributes = [key, ...Object.values(indexes)];
    const hash = (AttributeName: string) => [{ AttributeName, KeyType: 'HASH' as const }];
    await ignoring('ResourceInUseException', () =>
      this.#tables.send(
        new CreateTableCommand({
          TableName: name,
          BillingMode: 'PAY_PER_REQUEST',
          KeySchema: hash(key),
          AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
          GlobalSecondaryIndexes: Object.entries(indexes).map(([IndexName, attribute]) => ({
            IndexName,
            KeySchema: hash(attribute),
            Projection: { ProjectionType: 'KEYS_ONLY' },
          })),
        }),
      ),
    );
  }
}

/** Who goes by a name such as `ann` in scenarios. */
export function personOf(id: string): Person {
  const name = `${id.charAt(0).toUpperCase()}${id.slice(1)} Example`;
  return { userId: `user-${id}`, name, email: `${id}@acme.example` };
}
