import { randomBytes, randomUUID, scryptSync } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Instant, instant } from '../../shared/kernel/instant.ts';
import type { Contact, ContactMethod } from '../../shared/paging/contact.ts';
import { type ContactDeed, ContactStore } from '../../shared/paging/contact-store.ts';
import {
  type CodeVerdict,
  checkCode,
  type HashCode,
  type IssuedCode,
  issueCode,
  sixDigits,
} from '../../shared/paging/verification-code.ts';
import type { Occasion } from '../../shared/platform/audit-store.ts';
import type { SendOutcome } from '../../shared/platform/send-outcome.ts';
import { documentsOf } from '../../shared/runtime/aws-clients.ts';
import { type AwsOptions, regionOf } from '../aws-options.ts';
import { loadConfig } from '../config-option.ts';
import { type ChangedContact, type ContactChange, changeContact } from '../contact-change.ts';
import { callerActor } from './caller.ts';
import { codeSender, type SendCode } from './code-sender.ts';
import { readStackOutputs } from './stack-outputs.ts';

const SECRET_BYTES = 32;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** What became of a code: how it was sent, or why none was. */
export type SentCode =
  | {
      readonly method: ContactMethod;
      readonly kind: 'sent';
      readonly outcome: SendOutcome;
      readonly expiresAt: Instant;
    }
  | ({ readonly method: ContactMethod } & Extract<IssuedCode, { kind: 'refused' }>);

/** The contacts table of a deployed stack, with the caller's own credentials. What is written is audited as theirs. */
export class ContactBook {
  readonly #store: ContactStore;
  readonly #send: SendCode;
  readonly #region: string;
  #actor: string | undefined;

  constructor(store: ContactStore, send: SendCode, region: string) {
    this.#store = store;
    this.#send = send;
    this.#region = region;
  }

  /** Opens the table. @throws UsageFault when the stack is not deployed */
  static async open(options: AwsOptions): Promise<ContactBook> {
    const region = regionOf(options);
    const outputs = await readStackOutputs(options.stack, region);
    const client = documentsOf(new DynamoDBClient({ region }));
    const tables = { contacts: outputs.valueOf('ContactsTable'), audit: outputs.valueOf('AuditTable') };
    const { organization } = loadConfig(options.config);
    return new ContactBook(new ContactStore(client, tables), codeSender(organization, region), region);
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
    const deed: ContactDeed | undefined =
      changed.assumed.length === 0
        ? undefined
        : {
            action: 'contact.assume-verified',
            reason: `${changed.assumed.join(',')}: ${change.assumeVerified ?? ''}`,
          };
    if (changed.contact !== undefined) await this.#store.put(changed.contact, before, occasion, deed);
    else if (before !== undefined) await this.#store.remove(person, occasion);
    return changed;
  }

  /**
   * Sends a code to one method of a person. It is remembered before it is sent, so that none is out that nobody knows of.
   * @throws AppError `conflict`
   */
  async sendCode(person: string, method: ContactMethod): Promise<SentCode> {
    const contact = await this.#store.read(person);
    if (contact === undefined) return { method, kind: 'refused', reason: 'no-method' };
    const occasion = await this.#occasion();
    const source = {
      code: sixDigits(() => randomBytes(4).readUInt32BE()),
      salt: randomBytes(SALT_BYTES).toString('hex'),
    };
    const issued = issueCode(contact, method, source, slowHash, occasion.at);
    if (issued.kind === 'refused') return { method, ...issued };
    await this.#store.put(issued.contact, contact, occasion, { action: 'contact.send-code', reason: method });
    const outcome = await this.#send(issued.contact, method, issued.code, occasion.at);
    return { method, kind: 'sent', outcome, expiresAt: issued.expiresAt };
  }

  /** Enters a code for a person. @throws AppError `conflict` */
  async verify(person: string, code: string, only?: ContactMethod): Promise<CodeVerdict> {
    const contact = await this.#store.read(person);
    if (contact === undefined) return { kind: 'refused', reason: 'no-code', contact: undefined };
    const occasion = await this.#occasion();
    const verdict = checkCode(contact, code, slowHash, occasion.at, only);
    if (verdict.contact !== undefined)
      await this.#store.put(
        verdict.contact,
        contact,
        occasion,
        verdict.kind === 'verified'
          ? { action: 'contact.verify', reason: verdict.method }
          : { action: 'contact.refuse-code', reason: verdict.reason },
      );
    return verdict;
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

/** Slow, since there are but a million codes: trying all of them against a stolen record takes longer than one lives. */
const slowHash: HashCode = (code, salt) => scryptSync(code, salt, HASH_BYTES).toString('hex');
