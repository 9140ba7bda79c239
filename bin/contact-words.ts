import type { Contact } from '../shared/paging/contact.ts';
import { textTable } from './text-table.ts';

/** How one person is reached, as it may be shown: never with the webhook's secret. */
interface ShownContact {
  readonly person: string;
  readonly sms: { readonly number: string; readonly verified: boolean } | null;
  readonly email: { readonly address: string; readonly verified: boolean } | null;
  readonly webhook: { readonly url: string; readonly style: string; readonly verified: boolean } | null;
}

/** A contact for people's eyes; unless `reveal`, just enough of a number or address to recognize it. */
export function shownContact(person: string, contact: Contact | undefined, reveal = false): ShownContact {
  const { sms, email, webhook } = contact ?? {};
  const show = (text: string, mask: (text: string) => string) => (reveal ? text : mask(text));
  return {
    person,
    sms: sms ? { number: show(sms.number, maskNumber), verified: sms.verifiedAt !== undefined } : null,
    email: email
      ? { address: show(email.address, maskAddress), verified: email.verifiedAt !== undefined }
      : null,
    webhook: webhook
      ? {
          url: show(webhook.url, maskUrl),
          style: webhook.style,
          verified: webhook.verifiedAt !== undefined,
        }
      : null,
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

/** Contacts as a table, one person a line. A method that is not verified, and so does not count, says so. */
export function contactTable(contacts: readonly ShownContact[]): string {
  const cell = (text: string | undefined, verified: boolean | undefined) =>
    text === undefined ? '-' : `${text}${verified === true ? '' : ' (not verified)'}`;
  const rows = contacts.map(({ person, sms, email, webhook }) => [
    person,
    cell(sms?.number, sms?.verified),
    cell(email?.address, email?.verified),
    cell(webhook ? `${webhook.url} (${webhook.style})` : undefined, webhook?.verified),
  ]);
  return textTable([['PERSON', 'SMS', 'E-MAIL', 'WEBHOOK'], ...rows]);
}
