import type { Instant } from '../shared/kernel/instant.ts';
import { CONTACT_METHODS, type Contact, type ContactMethod, counts } from '../shared/paging/contact.ts';

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
  /** Have the methods named here count at once, without a code: why. */
  readonly assumeVerified?: string | undefined;
}

/** What becomes of it. */
export interface ChangedContact {
  /** Undefined where no method is left. */
  readonly contact: Contact | undefined;
  /** A webhook secret that was made just now: the one time it can be shown. */
  readonly secret: string | undefined;
  /** The methods that were named and do not count yet: each wants a code. */
  readonly unverified: readonly ContactMethod[];
  /** The methods that count by this change, and only because they are assumed to. */
  readonly assumed: readonly ContactMethod[];
}

/**
 * A person's contact after the change. A new number, address or URL does not count until a code that was sent there has
 * been entered, unless it is assumed to; the same one as before keeps what it has proven. A webhook keeps its secret
 * while its URL stays.
 */
export function changeContact(
  person: string,
  before: Contact | undefined,
  change: ContactChange,
  now: Instant,
  makeSecret: () => string,
): ChangedContact {
  const proof = (named: boolean) => proofOf(named ? change.assumeVerified : undefined, now);
  const sms = changed(
    before?.sms,
    change.sms,
    ({ number }) => number,
    (number) => ({ number }),
    proof,
  );
  const email = changed(
    before?.email,
    change.email,
    ({ address }) => address,
    (address) => ({ address }),
    proof,
  );
  const webhook = changeWebhook(before?.webhook, change, proof, makeSecret);
  const secret = webhook?.secret === before?.webhook?.secret ? undefined : webhook?.secret;
  if (sms === undefined && email === undefined && webhook === undefined)
    return { contact: undefined, secret, unverified: [], assumed: [] };
  const contact: Contact = { v: 1, person, sms, email, webhook, updatedAt: now };
  const of = (holds: (method: ContactMethod) => boolean) =>
    CONTACT_METHODS.filter((method) => named(change, method) && holds(method));
  return {
    contact,
    secret,
    unverified: of((method) => !counts(contact[method])),
    assumed: of((method) => contact[method]?.assumed !== undefined && contact[method].verifiedAt === now),
  };
}

/** Whether the change states where a method leads to. */
function named(change: ContactChange, method: ContactMethod): boolean {
  const wish = change[method];
  return typeof wish === 'object' ? wish.url !== undefined : typeof wish === 'string';
}

interface Proof {
  readonly verifiedAt?: Instant;
  readonly assumed?: string;
}

function proofOf(why: string | undefined, now: Instant): Proof {
  return why === undefined ? {} : { verifiedAt: now, assumed: why };
}

type Stated = { readonly verifiedAt?: string | undefined; readonly codeSentAt?: string | undefined };

function changed<M extends Stated, N>(
  before: M | undefined,
  wish: string | false | undefined,
  textOf: (method: M) => string,
  make: (text: string) => N,
  proof: (named: boolean) => Proof,
): M | (N & Stated) | undefined {
  if (wish === undefined) return before;
  if (wish === false) return undefined;
  if (before !== undefined && textOf(before) === wish) return again(before, proof(true));
  return { ...make(wish), codeSentAt: before?.codeSentAt, ...proof(true) };
}

/** The same as before: it keeps what it has, unless it is assumed to count and does not yet. */
function again<M extends Stated>(before: M, proof: Proof): M {
  return proof.verifiedAt === undefined || counts(before)
    ? before
    : { ...before, ...proof, code: undefined, optedOutAt: undefined };
}

function changeWebhook(
  before: Webhook | undefined,
  { webhook: wish, newSecret = false }: ContactChange,
  proof: (named: boolean) => Proof,
  makeSecret: () => string,
): Webhook | undefined {
  if (wish === false) return undefined;
  const url = wish?.url ?? before?.url;
  if (url === undefined) return undefined;
  const style = wish?.style ?? before?.style ?? 'generic';
  if (before?.url !== url)
    return { url, style, secret: makeSecret(), codeSentAt: before?.codeSentAt, ...proof(true) };
  const secret = newSecret ? makeSecret() : before.secret;
  return { ...again(before, proof(wish?.url !== undefined)), style, secret };
}
