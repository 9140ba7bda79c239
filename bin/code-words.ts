import type { ContactMethod } from '../shared/paging/contact.ts';
import type { CodeRefusal } from '../shared/paging/verification-code.ts';
import type { SentCode } from './aws/contact-book.ts';

/** How a method is spoken of. */
export const METHOD_WORDS: Readonly<Record<ContactMethod, string>> = {
  sms: 'SMS',
  email: 'e-mail',
  webhook: 'webhook',
};

/** What became of a code, for `--json`. */
export function shownCode(code: SentCode) {
  const { method } = code;
  if (code.kind === 'refused') return { method, sent: false, reason: code.reason };
  const { outcome, expiresAt } = code;
  return outcome.ok ? { method, sent: true, expiresAt } : { method, sent: false, reason: outcome.reason };
}

/** Whether the code is on its way. */
export function isSent(code: SentCode): boolean {
  return code.kind === 'sent' && code.outcome.ok;
}

/** What became of a code and what to do next, in one line. */
export function codeWords(person: string, code: SentCode): string {
  const { method } = code;
  const name = METHOD_WORDS[method];
  const again = `npx belltower contacts code ${person} --method ${method}`;
  if (code.kind === 'sent')
    return code.outcome.ok
      ? `A code was sent by ${name}. Ask ${person} for it within 15 minutes: npx belltower contacts verify ${person} <code>`
      : `The code could not be sent by ${name} (${code.outcome.reason}). Mend that, then in a minute: ${again}`;
  switch (code.reason) {
    case 'too-soon':
      return `No code was sent by ${name}: the last one is less than a minute old. After ${code.after}: ${again}`;
    case 'already-verified':
      return `${person} is verified by ${name} already`;
    case 'no-method':
      return `${person} has no ${name}; set it first: npx belltower contacts set ${person} --${method} …`;
  }
}

/** Why a code was refused, and what to do. */
export function refusalWords(person: string, reason: CodeRefusal): string {
  const again = `send another one: npx belltower contacts code ${person} --method <sms|email|webhook>`;
  switch (reason) {
    case 'wrong-code':
      return 'that is not the code that was sent; nothing was verified';
    case 'expired':
      return `the code has expired after 15 minutes; ${again}`;
    case 'too-many-attempts':
      return `too many wrong codes were entered, this one does not count any more; ${again}`;
    case 'no-code':
      return `no code is awaited; ${again}`;
  }
}
