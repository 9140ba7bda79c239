import type { IdentityName } from './config.ts';

/** Mail providers that take an address with and without dots before the @ for the same one, and the name they go by. */
const IGNORE_DOTS: Readonly<Record<string, string>> = {
  'gmail.com': 'gmail.com',
  'googlemail.com': 'gmail.com',
};

/**
 * The one form of an identity, by which two ways to write it are found to be the same person: Unicode NFC and no spaces
 * around it; an e-mail address also in lower case, its domain as the DNS has it, and without dots where its provider
 * ignores them. Letters that only look alike stay different, and so do addresses with a `+`. Undefined where nothing is
 * left, or an address is none.
 */
export function canonicalIdentity(name: IdentityName, value: string): string | undefined {
  const text = value.normalize('NFC').trim();
  if (text === '') return undefined;
  return isEmail(name) ? canonicalEmail(text) : text;
}

/** The ways in which an identity may be written in a system that compares to the letter; its one form is the first. */
export function formsOf(name: IdentityName, value: string): readonly string[] {
  const canonical = canonicalIdentity(name, value);
  if (canonical === undefined) return [];
  const given = [value.trim(), value.trim().normalize('NFC'), value.trim().normalize('NFD')];
  const lower = isEmail(name) ? given.map((text) => text.toLowerCase()) : [];
  return [...new Set([canonical, ...given, ...lower, canonical.normalize('NFD')])];
}

function isEmail(name: IdentityName): boolean {
  return /email$/i.test(name);
}

function canonicalEmail(text: string): string | undefined {
  const [, local, domain] = /^([^\s@]+)@([^\s@/\\?#:[\]%]+)$/.exec(text) ?? [];
  if (local === undefined || domain === undefined) return undefined;
  const host = hostOf(domain);
  if (host === undefined) return undefined;
  const provider = IGNORE_DOTS[host];
  const lower = local.toLowerCase().normalize('NFC');
  const name = provider === undefined ? lower : lower.replaceAll('.', '');
  return name === '' ? undefined : `${name}@${provider ?? host}`;
}

/** A domain as the DNS has it: `münchen.example` is `xn--mnchen-3ya.example`. */
function hostOf(domain: string): string | undefined {
  const lower = domain.toLowerCase().replace(/\.$/, '');
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(lower)) return lower;
  const url = URL.parse(`https://${lower}/`);
  return url === null || url.hostname === '' ? undefined : url.hostname;
}
