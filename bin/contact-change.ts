import type { Instant } from '../shared/kernel/instant.ts';
import type { Contact } from '../shared/paging/contact.ts';

type Webhook = NonNullable<Contact['webhook']>;

/** What an operator wants of a person's methods: undefined leaves one as it is, false takes it away. */
export interface ContactChange {
  readonly sms?: string | false | undefined;
  readonly email?: string | false | undefined;
  readonly webhook?:
    | { readonly url?: string | undefined; readonly style?: Webhook['style'] | undefined }
    | false
    | undefined;
  /** Exchange the webhook's secret although its URL stays. */
  readonly newSecret?: boolean | undefined;
}

/** What becomes of it. */
export interface ChangedContact {
  /** Undefined where no method is left. */
  readonly contact: Contact | undefined;
  /** A webhook secret that was made just now: the one time it can be shown. */
  readonly secret: string | undefined;
}

/**
 * A person's contact after the change. What an operator sets counts as verified at once: they vouch for it. A webhook
 * keeps its secret while its URL stays.
 */
export function changeContact(
  person: string,
  before: Contact | undefined,
  change: ContactChange,
  now: Instant,
  makeSecret: () => string,
): ChangedContact {
  const sms = changed(before?.sms, change.sms, (number) => ({ number, verifiedAt: now }));
  const email = changed(before?.email, change.email, (address) => ({ address, verifiedAt: now }));
  const webhook = changeWebhook(before?.webhook, change, now, makeSecret);
  const secret = webhook?.secret === before?.webhook?.secret ? undefined : webhook?.secret;
  if (sms === undefined && email === undefined && webhook === undefined)
    return { contact: undefined, secret };
  return { contact: { v: 1, person, sms, email, webhook, updatedAt: now }, secret };
}

function changed<M>(
  before: M | undefined,
  wish: string | false | undefined,
  make: (text: string) => M,
): M | undefined {
  if (wish === undefined) return before;
  return wish === false ? undefined : make(wish);
}

function changeWebhook(
  before: Webhook | undefined,
  { webhook: wish, newSecret = false }: ContactChange,
  now: Instant,
  makeSecret: () => string,
): Webhook | undefined {
  if (wish === false) return undefined;
  const url = wish?.url ?? before?.url;
  if (url === undefined) return undefined;
  const style = wish?.style ?? before?.style ?? 'generic';
  if (before?.url !== url) return { url, style, secret: makeSecret(), verifiedAt: now };
  const secret = newSecret ? makeSecret() : before.secret;
  return { ...before, style, secret, verifiedAt: wish?.url === undefined ? before.verifiedAt : now };
}
