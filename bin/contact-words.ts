import { type Contact, counts } from '../shared/paging/contact.ts';
import { textTable } from './text-table.ts';

interface ShownState {
  /** Whether pages go there. */
  readonly verified: boolean;
  /** Why it counts without a code, where it does. */
  readonly assumed?: string;
  readonly optedOut?: true;
}

/** How one person is reached, as it may be shown: never with the webhook's secret, or anything of a code. */
interface ShownContact {
  readonly person: string;
  readonly sms: ({ readonly number: string } & ShownState) | null;
  readonly email: ({ readonly address: string } & ShownState) | null;
  readonly webhook: ({ readonly url: string; readonly style: string } & ShownState) | null;
}

/** A contact for people's eyes; unless `reveal`, just enough of a number or address to recognize it. */
export function shownContact(person: string, contact: Contact | undefined, reveal = false): ShownContact {
  const { sms, email, webhook } = contact ?? {};
  const show = (text: string, mask: (text: string) => string) => (reveal ? text : mask(text));
  return {
    person,
    sms: sms ? { number: show(sms.number, maskNumber), ...stateOf(sms) } : null,
    email: email ? { address: show(email.address, maskAddress), ...stateOf(email) } : null,
    webhook: webhook ? { url: show(webhook.url, maskUrl), style: webhook.style, ...stateOf(webhook) } : null,
  };
}

type StoredState = Partial<Pick<NonNullable<Contact['sms']>, 'verifiedAt' | 'assumed' | 'optedOutAt'>>;

function stateOf(method: StoredState): ShownState {
  return {
    verified: counts(method),
    ...(method.assumed === undefined ? {} : { assumed: method.assumed }),
    ...(method.optedOutAt === undefined ? {} : { optedOut: true }),
  };
}

/** `+4915112345678` as `+49•••78`. */
function maskNumber(number: string): string {
  return `${number.slice(0, 3)}•••${number.slice(-2)}`;
}

/** `alice@acme.example` as `a•••@acme.example`. */
function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, 1)}•••${address.slice(at)}`;
}

/** The host alone: with Slack and its like, whoever has the path can post. */
function maskUrl(url: string): string {
  return `${new URL(url).origin}/•••`;
}

/** Contacts as a table, one person a line. A method that does not count says so, and so does one that was never tried. */
export function contactTable(contacts: readonly ShownContact[]): string {
  const rows = contacts.map(({ person, sms, email, webhook }) => [
    person,
    cell(sms?.number, sms),
    cell(email?.address, email),
    cell(webhook ? `${webhook.url} (${webhook.style})` : undefined, webhook),
  ]);
  return textTable([['PERSON', 'SMS', 'E-MAIL', 'WEBHOOK'], ...rows]);
}

function cell(text: string | undefined, state: ShownState | null): string {
  if (text === undefined || state === null) return '-';
  if (state.optedOut === true) return `${text} (opted out)`;
  if (!state.verified) return `${text} (not verified)`;
  return state.assumed === undefined ? text : `${text} (assumed: ${state.assumed})`;
}
