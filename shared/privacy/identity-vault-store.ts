import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { AppError } from '../kernel/errors.ts';
import { decode, transact } from '../runtime/dynamo.ts';
import { IdentityName } from './config.ts';
import type { IdentitySeal } from './identity-seal-client.ts';
import type { Identities } from './resolve-identities.ts';

const Known = z.record(IdentityName, z.array(z.string()));
const VaultItem = z.object({
  /** In base64; absent once it is forgotten. */
  sealed: z.base64().optional(),
});

/** What the person of a case is known by: only ever sealed in the table, and forgotten when the case is closed. */
export class IdentityVault {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #seal: Pick<IdentitySeal, 'seal' | 'open'>;

  constructor(client: DynamoDBDocumentClient, table: string, seal: Pick<IdentitySeal, 'seal' | 'open'>) {
    this.#client = client;
    this.#table = table;
    this.#seal = seal;
  }

  /** Keeps what is known, in place of what was known before. */
  async put(caseId: string, identities: Identities): Promise<void> {
    const sealed = await this.#seal.seal(caseId, Buffer.from(JSON.stringify(identities)));
    await write(this.#client, this.#table, caseId, { sealed: Buffer.from(sealed).toString('base64') });
  }

  /** @throws AppError `identities-forgotten` (gone) where there are none, or no longer */
  async read(caseId: string): Promise<Identities> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keyOf(caseId), ConsistentRead: true }),
    );
    const sealed = Item === undefined ? undefined : decode(VaultItem, Item, 'vault').sealed;
    if (sealed === undefined)
      throw new AppError('what the person is known by is not there, or forgotten', {
        code: 'identities-forgotten',
        kind: 'gone',
      });
    const opened = await this.#seal.open(caseId, Buffer.from(sealed, 'base64'));
    return decode(Known, JSON.parse(Buffer.from(opened).toString()), 'vault');
  }
}

/** Forgets what the persons of closed cases were known by, which takes no key. */
export class VaultCleaner {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** Leaves nothing of it but that there was something. */
  async forget(caseId: string): Promise<void> {
    await write(this.#client, this.#table, caseId, {});
  }
}

async function write(
  client: DynamoDBDocumentClient,
  table: string,
  caseId: string,
  item: z.infer<typeof VaultItem>,
): Promise<void> {
  await transact(client, [{ Put: { TableName: table, Item: { ...keyOf(caseId), ...item } } }]);
}

function keyOf(caseId: string): { pk: string; sk: string } {
  return { pk: `VAULT#${caseId}`, sk: 'IDENTITIES' };
}
