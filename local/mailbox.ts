import * as z from 'zod';
import type { Contact } from '../shared/paging/contact.ts';

/** A page as it reached a person's phone or mailbox. */
export interface Message {
  readonly id: string;
  readonly person: string;
  readonly method: 'sms' | 'email';
  readonly subject: string | undefined;
  readonly text: string;
  /** Where its link to a page leads: of an incident, a finding or a review; undefined where it has none. */
  readonly link: string | undefined;
  /** When it was first seen here, in milliseconds since the epoch. */
  readonly seenAt: number;
}

const Sms = z.object({
  sms_messages: z.record(z.string(), z.array(z.object({ MessageId: z.string(), Message: z.string() }))),
});
const Mail = z.object({
  messages: z.record(
    z.string(),
    z.array(
      z.object({
        MessageId: z.string(),
        To: z.array(z.string()),
        Subject: z.string(),
        BodyText: z.string().nullish(),
        BodyHtml: z.string().nullish(),
      }),
    ),
  ),
});
const PAGE_LINK = /https?:\/\/[^\s"'<>]+\/[pfr]\/[\w.~-]+/;

/** Every SMS and e-mail that the emulator has caught for the people of the contacts, in the order they were seen. */
export class Mailbox {
  readonly #url: string;
  readonly #people: ReadonlyMap<string, string>;
  readonly #messages = new Map<string, Message>();
  readonly #taken = new Set<string>();

  constructor(url: string, contacts: readonly Contact[]) {
    this.#url = url;
    this.#people = new Map(
      contacts.flatMap(({ person, sms, email }) =>
        [sms?.number, email?.address].flatMap((address) =>
          address === undefined ? [] : [[address, person] as const],
        ),
      ),
    );
  }

  get messages(): readonly Message[] {
    return [...this.#messages.values()];
  }

  /** What has come and has not been taken as expected yet. */
  get unexpected(): readonly Message[] {
    return this.messages.filter(({ id }) => !this.#taken.has(id));
  }

  /** The oldest message of the kind, with all of this in it, that has not been taken yet, which is then taken. */
  take(person: string, method: Message['method'], saying: readonly string[] = []): Message | undefined {
    const found = this.unexpected.find(
      (message) =>
        message.person === person &&
        message.method === method &&
        saying.every((words) => `${message.subject ?? ''} ${message.text}`.includes(words)),
    );
    if (found !== undefined) this.#taken.add(found.id);
    return found;
  }

  /** Looks for new messages. */
  async refresh(): Promise<void> {
    const [sms, mail] = await Promise.all([
      this.#read('/_ministack/sns/sms-messages', Sms),
      this.#read('/_ministack/ses/messages', Mail),
    ]);
    for (const [number, received] of Object.entries(sms.sms_messages)) {
      for (const { MessageId, Message } of received)
        this.#note(MessageId, number, 'sms', undefined, Message, Message);
    }
    for (const { MessageId, To, Subject, BodyText, BodyHtml } of Object.values(mail.messages).flat()) {
      const text = BodyText ?? '';
      for (const address of To)
        this.#note(`${MessageId} ${address}`, address, 'email', Subject, text, `${text} ${BodyHtml ?? ''}`);
    }
  }

  #note(
    id: string,
    address: string,
    method: Message['method'],
    subject: string | undefined,
    text: string,
    linked: string,
  ): void {
    const bare = /<([^>]+)>/.exec(address)?.[1] ?? address;
    const person = this.#people.get(bare) ?? bare;
    if (this.#messages.has(id)) return;
    this.#messages.set(id, {
      id,
      person,
      method,
      subject,
      text,
      link: PAGE_LINK.exec(linked)?.[0],
      seenAt: Date.now(),
    });
  }

  async #read<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
    const response = await fetch(this.#url + path);
    return schema.parse(await response.json());
  }
}
