import type { Email } from '../platform/email.ts';
import { html } from '../platform/html.ts';

/** What a person is told with a code: to pass it on, and that nothing happens if they do not. */
export interface CodeNotice {
  /** Whose method it is: an id. */
  readonly person: string;
  /** The organization's name. */
  readonly organization: string;
  readonly code: string;
}

/** At most 160 GSM-7 characters: ids and names of organizations are ASCII, and cut. */
export function codeSms({ organization, code }: CodeNotice): string {
  return `Belltower of ${organization.slice(0, 30)}: your code is ${code}, for 15 minutes. Give it to whoever is setting up your pages. Not expected? Ignore this.`;
}

export function codeEmail({ person, organization, code }: CodeNotice): Email {
  const lines = [
    `Somebody entered this address as a way to page ${person} of ${organization}.`,
    `The code is ${code}. It is good for 15 minutes. Give it to whoever is setting up your pages.`,
    'If you did not expect this, ignore it: nothing is sent here without the code.',
  ];
  return {
    subject: `Belltower: your code is ${code}`,
    text: `${lines.join('\n\n')}\n`,
    html: html`<!doctype html><html lang="en"><body>${lines.map((line) => html`<p>${line}</p>`)}</body></html>`.toString(),
  };
}

/** What a webhook is posted. For Slack the message; for others a contract as that of pages, told apart by `type`. */
export function codeBody(style: 'slack' | 'generic', { person, code }: CodeNotice): object {
  return style === 'slack'
    ? { text: `Belltower: the code for paging ${person} here is ${code}, for 15 minutes.` }
    : { v: 1, type: 'verification', person, code };
}
