import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { afresh } from '../kernel/afresh.ts';
import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Occasion } from '../platform/audit-store.ts';
import {
  decode,
  digest,
  sameVersion,
  type TransactItem,
  transact,
  unchangedSince,
} from '../runtime/dynamo.ts';
import { queryItems } from '../runtime/dynamo-reads.ts';
import { admitRequest, type OpenCase } from './admit-request.ts';
import { caseChain } from './audit-chain.ts';
import type { AuditChainStore } from './audit-chain-store.ts';
import {
  CERTIFIED_CASES,
  CLOSED_CASES,
  caseItem,
  caseKey,
  claimKey,
  keyPartition,
  keyWrites,
  NO_CLOCK,
  OPEN_CASES,
} from './case-items.ts';
import { CaseRecord, isVerified, type NewCase, NOTHING_TOLD } from './case-record.ts';
import type { KeyId } from './key-id.ts';

/** Why a case is written. Codes, for the audit trail. */
export interface CaseChangeReason {
  /** `case.move`, `case.answer`, `case.withdraw` … */
  readonly action: `case.${string}`;
  readonly reason: string;
}

/** What became of a request that was to open a case. `attached`: it is the same request as that case. */
export interface Opened {
  readonly kind: 'opened' | 'attached';
  readonly id: string;
  readonly reason: string;
}

/** Which cases, as the index has them. */
export type CaseList = 'open' | 'certified' | 'closed';

const LISTS: Readonly<Record<CaseList, string>> = {
  open: OPEN_CASES,
  certified: CERTIFIED_CASES,
  closed: CLOSED_CASES,
};

/** Cases: one record each, that every write replaces if nobody else did, together with an entry of the audit chain. */
export class CaseStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #chain: AuditChainStore;

  constructor(client: DynamoDBDocumentClient, table: string, chain: AuditChainStore) {
    this.#client = client;
    this.#table = table;
    this.#chain = chain;
  }

  /** The record as it is now; undefined where there is none. */
  async find(id: string): Promise<CaseRecord | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: caseKey(id), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : decode(CaseRecord, Item, 'case');
  }

  /** The same. @throws AppError `case-not-found` */
  async read(id: string): Promise<CaseRecord> {
    const record = await this.find(id);
    if (record === undefined)
      throw new AppError('there is no such case', { code: 'case-not-found', kind: 'not-found' });
    return record;
  }

  /**
   * Opens a case. A verified one claims its subject, so that of two at once one opens and the other attaches to it; asked
   * again with the same id, it is the same case.
   */
  async open(begins: NewCase, occasion: Occasion): Promise<Opened> {
    const { case: of } = begins;
    return afresh(async () => {
      const own = await this.find(of.id);
      if (own !== undefined) return { kind: 'opened', id: of.id, reason: 'opened-already' };
      const verified = isVerified(of);
      const claim = verified ? await this.#claim(begins) : undefined;
      const holder = claim === undefined ? undefined : await this.find(claim.caseId);
      const admission = admitRequest({ ...of, verified }, holder === undefined ? [] : openCaseOf(holder));
      if (admission.kind === 'attach') return { ...admission, kind: 'attached' };
      const record: CaseRecord = {
        version: 1,
        run: 1,
        movedAt: occasion.at,
        ...(verified ? { wakeAt: occasion.at } : {}),
        told: NOTHING_TOLD,
        closed: false,
        ...begins,
      };
      const items = [
        this.#put(undefined, record),
        ...(verified ? this.#claimWrites(begins, claim, holder) : []),
      ];
      const change = { action: 'case.open', target: caseChain(of.id), reason: admission.reason };
      await this.#chain.commit(items, { ...change, after: digest(of) }, occasion);
      return { kind: 'opened', id: of.id, reason: admission.reason };
    });
  }

  /**
   * Writes a change over the record that was read, and gives it back as it is now. What is said of the state of a case is
   * in the audit chain with it.
   * @param claim whether the case becomes verified by this: it then claims its subject where nobody has
   * @throws AppError `conflict` where somebody else has written in between
   */
  async write(
    before: CaseRecord,
    after: CaseRecord,
    { action, reason }: CaseChangeReason,
    occasion: Occasion,
    { claim: claims = false }: { readonly claim?: boolean } = {},
  ): Promise<CaseRecord> {
    const written = { ...after, version: before.version + 1 };
    const claim = claims ? await this.#claim(written) : undefined;
    const holder = claim === undefined ? undefined : await this.find(claim.caseId);
    const free = claims && (holder === undefined || openCaseOf(holder).length === 0);
    await this.#chain.commit(
      [
        this.#put(before, written),
        ...keyWrites(this.#table, before.case, written.case),
        ...(free ? this.#claimWrites(written, claim, holder) : []),
      ],
      {
        action,
        target: caseChain(before.case.id),
        reason,
        before: digest(before.case),
        after: digest(written.case),
      },
      occasion,
    );
    return written;
  }

  /** Notes of the clock and the watch, which change nothing of the case: no entry tells of them. @throws AppError `conflict` */
  async note(
    before: CaseRecord,
    notes: Pick<CaseRecord, 'closed' | 'told' | 'run'> & { readonly wakeAt: Instant | undefined },
  ): Promise<CaseRecord> {
    const { wakeAt: _, ...rest } = before;
    const { wakeAt, ...others } = notes;
    const written: CaseRecord = {
      ...rest,
      ...others,
      ...(wakeAt === undefined ? {} : { wakeAt }),
      version: before.version + 1,
    };
    await transact(this.#client, [this.#put(before, written)]);
    return written;
  }

  /** Cases by when their clock is to look at them, the earliest first, as the index has them: it may be a second behind. */
  async *list(
    which: CaseList,
    { wakesBefore = NO_CLOCK.concat('~') } = {},
  ): AsyncGenerator<CaseRecord, void> {
    const items = queryItems(this.#client, {
      TableName: this.#table,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :list AND gsi1sk < :before',
      ExpressionAttributeValues: { ':list': LISTS[which], ':before': wakesBefore },
    });
    for await (const item of items) yield decode(CaseRecord, item, 'case');
  }

  /** The cases that have given a key to deletion. */
  async ofKey(keyId: KeyId): Promise<string[]> {
    const ids: string[] = [];
    const items = queryItems(this.#client, {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': keyPartition(keyId) },
    });
    for await (const item of items) ids.push(decode(Pointer, item, 'key of a case').caseId);
    return ids;
  }

  async #claim({ case: of }: Pick<NewCase, 'case'>): Promise<Pointer | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: claimKey(of), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : decode(Pointer, Item, 'claim of a subject');
  }

  /** That the claim is as it was read, and that whoever has it is still no case that is open. */
  #claimWrites(
    { case: of }: Pick<NewCase, 'case'>,
    claim: Pointer | undefined,
    holder: CaseRecord | undefined,
  ): TransactItem[] {
    const Item = { ...claimKey(of), caseId: of.id };
    const unchanged = unchangedSince(claim === undefined ? undefined : { caseId: claim.caseId });
    const claimed: TransactItem = { Put: { TableName: this.#table, Item, ...unchanged } };
    if (holder === undefined || holder.case.id === of.id) return [claimed];
    const stillNoOpenCase: TransactItem = {
      ConditionCheck: {
        TableName: this.#table,
        Key: caseKey(holder.case.id),
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': holder.version },
      },
    };
    return [claimed, stillNoOpenCase];
  }

  #put(before: CaseRecord | undefined, record: CaseRecord): TransactItem {
    const unchanged = sameVersion(before);
    const Item = caseItem(CaseRecord.parse(record));
    return { Put: { TableName: this.#table, Item, ...unchanged } };
  }
}

const Pointer = z.object({ caseId: z.string() });
type Pointer = z.infer<typeof Pointer>;

function openCaseOf({ case: of }: CaseRecord): OpenCase[] {
  if (of.stage.state === 'certified') return [];
  return [{ id: of.id, subject: of.subject, type: of.type, verified: isVerified(of) }];
}
