import { createHmac, randomUUID } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { MacKey } from '../platform/mac-client.ts';
import { decode, transact } from '../runtime/dynamo.ts';
import { queryItems } from '../runtime/dynamo-reads.ts';
import type { SystemId } from './config.ts';
import type { Claim, Tallied, Tally } from './connector.ts';

/** `answer`: how many the system had given in the round before. */
const Claimed = z.object({ answer: z.int().min(0), records: z.array(z.string()) });
/** Of the MAC of a record's name: enough for two of them never to be the same. */
const NAME_BYTES = 16;

/** What is counted: the work of a system in a round of a case, after so many answers. */
export interface TallyName {
  readonly caseId: string;
  readonly system: SystemId;
  readonly round: number;
  readonly answer: number;
}

/**
 * Which records were erased. Each claim is an item of its own, and a record counts once, whoever has claimed it. Names
 * of records, which may be a person's, are stored as their MAC by a key that only KMS can make again.
 */
export class TallyStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** @param mac no key with which anybody else makes MACs */
  of({ caseId, system, round, answer }: TallyName, mac: Pick<MacKey, 'sign'>): Tally {
    const pk = `TALLY#${caseId}#${system}#${round}`;
    let key: Promise<Uint8Array> | undefined;
    const claim = async (names: readonly string[]): Promise<Claim> => {
      key ??= mac.sign(Buffer.from(`belltower-tally\0${caseId}\0${system}\0${round}`));
      const secret = await key;
      const macOf = (name: string) =>
        createHmac('sha256', secret).update(name).digest().subarray(0, NAME_BYTES).toString('base64url');
      const sk = `CLAIM#${randomUUID()}`;
      const keep = (records: readonly string[]) =>
        transact(this.#client, [{ Put: { TableName: this.#table, Item: { pk, sk, answer, records } } }]);
      const left = new Set(names.map(macOf));
      await keep([...left]);
      return {
        release: async (released) => {
          for (const name of released) left.delete(macOf(name));
          await keep([...left]);
        },
      };
    };
    return { claim, total: () => this.#total(pk, answer) };
  }

  async #total(pk: string, answer: number): Promise<Tallied> {
    const [before, now] = [new Set<string>(), new Set<string>()];
    const items = queryItems(this.#client, {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
    });
    for await (const item of items) {
      const claimed = decode(Claimed, item, 'claim on records');
      for (const record of claimed.records) (claimed.answer < answer ? before : now).add(record);
    }
    return { any: now.size > 0, count: [...now].filter((record) => !before.has(record)).length };
  }
}
