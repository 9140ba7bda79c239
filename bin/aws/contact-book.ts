import { randomBytes, randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { instant } from '../../shared/kernel/instant.ts';
import type { Contact } from '../../shared/paging/contact.ts';
import { ContactStore } from '../../shared/paging/contact-store.ts';
import type { Occasion } from '../../shared/platform/audit-store.ts';
import { documentsOf } from '../../shared/runtime/aws-clients.ts';
import { type AwsOptions, regionOf } from '../aws-options.ts';
import { type ChangedContact, type ContactChange, changeContact } from '../contact-change.ts';
import { callerActor } from './caller.ts';
import { readStackOutputs } from './stack-outputs.ts';

const SECRET_BYTES = 32;

/** The contacts table of a deployed stack, with the caller's own credentials. What is written is audited as theirs. */
export class ContactBook {
  readonly #store: ContactStore;
  readonly #region: string;
  #actor: string | undefined;

  constructor(store: ContactStore, region: string) {
    this.#store = store;
    this.#region = region;
  }

  /** Opens the table. @throws UsageFault when the stack is not deployed */
  static async open(options: AwsOptions): Promise<ContactBook> {
    const region = regionOf(options);
    const outputs = await readStackOutputs(options.stack, region);
    const client = documentsOf(new DynamoDBClient({ region }));
    const tables = { contacts: outputs.valueOf('ContactsTable'), audit: outputs.valueOf('AuditTable') };
    return new ContactBook(new ContactStore(client, tables), region);
  }

  read(person: string): Promise<Contact | undefined> {
    return this.#store.read(person);
  }

  list(): Promise<readonly Contact[]> {
    return this.#store.list();
  }

  /** Changes how a person is reached. @throws AppError `conflict` when somebody else does so at the same time */
  async change(person: string, change: ContactChange): Promise<ChangedContact> {
    const occasion = await this.#occasion();
    const before = await this.#store.read(person);
    const changed = changeContact(person, before, change, occasion.at, () =>
      randomBytes(SECRET_BYTES).toString('base64url'),
    );
    if (changed.contact !== undefined) await this.#store.put(changed.contact, before, occasion);
    else if (before !== undefined) await this.#store.remove(person, occasion);
    return changed;
  }

  /** Forgets how a person is reached. */
  async remove(person: string): Promise<void> {
    await this.#store.remove(person, await this.#occasion());
  }

  async #occasion(): Promise<Occasion> {
    this.#actor ??= await callerActor(this.#region);
    return { at: instant(Date.now()), actor: this.#actor, correlationId: `cli-${randomUUID()}` };
  }
}
