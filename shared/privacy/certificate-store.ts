import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { afresh } from '../kernel/afresh.ts';
import { Instant } from '../kernel/instant.ts';
import type { Occasion } from '../platform/audit-store.ts';
import { decode, unchangedSince } from '../runtime/dynamo.ts';
import { queryItems } from '../runtime/dynamo-reads.ts';
import { type Pause, stepAside } from '../runtime/step-aside.ts';
import { caseChain } from './audit-chain.ts';
import type { AuditChainStore } from './audit-chain-store.ts';
import { placeOf } from './audit-items.ts';
import type { SignedCertificate } from './certificate.ts';
import { certificateDigest, certificateText } from './certificate.ts';
import { Digest } from './digest.ts';

const CHAIN = 'CERTIFICATES';
const HEAD_KEY = { pk: CHAIN, sk: 'HEAD' };
/** So many end at once, each of them signed for its place: the next one is the place of one. */
const ATTEMPTS = 40;

/** A certificate that was issued. */
export const Issued = z.object({
  caseId: z.string(),
  issue: z.int().min(1),
  /** Whether every key it names is deleted. */
  final: z.boolean(),
  /** Its place in the chain, from 1 on. */
  seq: z.int().min(1),
  digest: Digest,
  issuedAt: Instant,
  /** The file, to the byte. */
  text: z.string(),
});
export type Issued = z.infer<typeof Issued>;

const Head = z.object({ seq: z.int().min(1), digest: Digest });
const Place = z.object({ caseId: z.string(), sk: z.string(), of: z.string() });

/** Which certificate of a case: of an issue there may be two, before and after its keys were deleted. */
export type IssueName = Pick<Issued, 'caseId' | 'issue' | 'final'>;

/**
 * Certificates in the order in which they were issued, each of which names the one before it. One says less than its case,
 * which is one item itself: so it always fits into one.
 */
export class CertificateStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #audit: AuditChainStore;
  readonly #pause: Pause;

  constructor(
    client: DynamoDBDocumentClient,
    table: string,
    audit: AuditChainStore,
    pause: Pause = stepAside,
  ) {
    this.#client = client;
    this.#table = table;
    this.#audit = audit;
    this.#pause = pause;
  }

  /** The certificate of this name, if it was issued. */
  async find({ caseId, issue, final }: IssueName): Promise<Issued | undefined> {
    const item = await this.#get({ pk: pkOf(caseId), sk: skOf(issue, final) });
    return item === undefined ? undefined : decode(Issued, item, 'certificate');
  }

  /** All of a case, the oldest first. */
  async ofCase(caseId: string): Promise<Issued[]> {
    const found: Issued[] = [];
    const items = queryItems(this.#client, {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pkOf(caseId) },
    });
    for await (const item of items) found.push(decode(Issued, item, 'certificate'));
    return found;
  }

  /** The certificate at a place of the chain, of whichever case. */
  async at(seq: number): Promise<Issued | undefined> {
    const item = await this.#get({ pk: CHAIN, sk: `C#${placeOf(seq)}` });
    if (item === undefined) return undefined;
    const place = decode(Place, item, 'place of a certificate');
    const found = await this.#get({ pk: pkOf(place.caseId), sk: place.of });
    return found === undefined ? undefined : decode(Issued, found, 'certificate');
  }

  /**
   * Issues a certificate, once: whoever asks again, or at the same time, gets the same one.
   * @param sign makes it for its place in the chain, by the digest of the one before
   */
  async issue(
    name: IssueName,
    sign: (previous: Digest | null) => Promise<SignedCertificate>,
    occasion: Occasion,
  ): Promise<Issued> {
    const attempt = async () => {
      const known = await this.find(name);
      if (known !== undefined) return known;
      const item = await this.#get(HEAD_KEY);
      const last = item === undefined ? undefined : decode(Head, item, 'head of certificates');
      const signed = await sign(last?.digest ?? null);
      const issued: Issued = {
        ...name,
        seq: (last?.seq ?? 0) + 1,
        digest: certificateDigest(signed.certificate),
        issuedAt: occasion.at,
        text: certificateText(signed),
      };
      await this.#put(issued, last, signed.certificate.outcome, occasion);
      return issued;
    };
    return afresh(attempt, ATTEMPTS, this.#pause);
  }

  async #put(
    issued: Issued,
    last: z.infer<typeof Head> | undefined,
    outcome: string,
    occasion: Occasion,
  ): Promise<void> {
    const { caseId, issue, final, seq, digest } = issued;
    const put = (Item: Record<string, unknown>, read?: Record<string, number>) => ({
      Put: { TableName: this.#table, Item, ...unchangedSince(read) },
    });
    const of = skOf(issue, final);
    await this.#audit.commit(
      [
        put({ pk: pkOf(caseId), sk: of, ...issued }),
        put({ pk: CHAIN, sk: `C#${placeOf(seq)}`, caseId, of }),
        put({ ...HEAD_KEY, seq, digest }, last === undefined ? undefined : { seq: last.seq }),
      ],
      {
        action: 'certificate.issue',
        target: caseChain(caseId),
        reason: `${outcome}-${final ? 'final' : 'not-final'}`,
        after: digest,
      },
      occasion,
    );
  }

  async #get(Key: { pk: string; sk: string }): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key, ConsistentRead: true }),
    );
    return Item;
  }
}

function pkOf(caseId: string): string {
  return `CERTIFICATE#${caseId}`;
}

function skOf(issue: number, final: boolean): string {
  return `${placeOf(issue)}#${final ? 'final' : 'draft'}`;
}
