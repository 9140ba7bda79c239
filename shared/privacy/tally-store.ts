import { createHmac, randomUUID } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { MacKey } from '../platform/mac-client.ts';
import { decode, transact } from '../runtime/dynamo.ts';
import { queryItems } from '../runtime/dynamo-reads.ts';
import type { SystemCommand } from './command.ts';
import type { Claim, Tally } from './connector.ts';

const Claimed = z.object({ records: z.array(z.string()) });
/** Of the MAC of a record's name: enough for two of them never to be the same. */
const NAME_BYTES = 16;

/**
 * Which records commands have erased. Each claim is an item of its own, and a record counts once, whoever has claimed it. Names
 * of records, which may be a person's, are stored as their MAC by a key that only KMS can make again.
 */
export class TallyStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** The tally of one command. @param mac no key with which anybody else makes MACs */
  of(
    { caseId, idempotencyKey }: Pick<SystemCommand, 'caseId' | 'idempotencyKey'>,
    mac: Pick<MacKey, 'sign'>,
  ): Tally {
    const pk = `TALLY#${caseId}#${idempotencyKey}`;
    let key: Promise<Uint8Array> | undefined;
    const claim = async (names: readonly string[]): Promise<Claim> => {
      key ??= mac.sign(Buffer.from(`belltower-tally\0${caseId}\0${idempotencyKey}`));
      const secret = await key;
      const macOf = (name: string) =>
        createHmac('sha256', secret).update(name).digest().subarray(0, NAME_BYTES).toString('base64url');
      const sk = `CLAIM#${randomUUID()}`;
      const keep = (records: readonly string[]) =>
        transact(this.#client, [{ Put: { TableName: this.#table, Item: { pk, sk, records } } }]);
      const records = names.map(macOf);
      await keep(records);
      return {
        release: async (released) => {
          const gone = new Set(released.map(macOf));
          await keep(records.filter((record) => !gone.has(record)));
        },
      };
    };
    return { claim, total: () => this.#total(pk) };
  }

  async #total(pk: string): Promise<number> {
    const records = new Set<string>();
    const items = queryItems(this.#client, {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
    });
    for await (const item of items)
      for (const record of decode(Claimed, item, 'claim on records').records) records.add(record);
    return records.size;
  }
}
