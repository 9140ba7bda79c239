import { lookup } from 'node:dns/promises';
import { InvalidArgumentError } from 'commander';
import { EmailMethod, SmsMethod } from '../shared/paging/contact.ts';
import { isPublic, urlFault } from '../shared/platform/public-address.ts';
import { UsageFault } from './usage-fault.ts';

/** Reads a phone number. @throws InvalidArgumentError that names the form wanted */
export function numberArgument(text: string): string {
  const number = SmsMethod.shape.number.safeParse(text.replaceAll(/[\s()./-]/g, ''));
  if (number.success) return number.data;
  throw new InvalidArgumentError('wanted: a phone number in E.164 form such as +4915112345678');
}

/** Reads an e-mail address. @throws InvalidArgumentError */
export function addressArgument(text: string): string {
  const address = EmailMethod.shape.address.safeParse(text.trim());
  if (address.success) return address.data;
  throw new InvalidArgumentError('wanted: an e-mail address such as alice@acme.example');
}

/** Reads the URL of a webhook. @throws InvalidArgumentError for one that we would not send to */
export function webhookArgument(text: string): string {
  const fault = urlFault(text) ?? (text.length > 2048 ? 'it is longer than 2048 characters' : undefined);
  if (fault === undefined) return text;
  throw new InvalidArgumentError(`${fault}; wanted: a public https URL such as https://hooks.example.com/…`);
}

/**
 * Refuses webhooks whose host name leads to an address that is not public. A name that cannot be looked up from here is
 * only warned about: every send checks anew.
 */
export async function checkWebhookHosts(
  urls: readonly string[],
  resolve: (host: string) => Promise<readonly string[]> = resolveAll,
): Promise<void> {
  const hosts = [...new Set(urls.map((url) => new URL(url).hostname.replace(/^\[|\]$/g, '')))];
  const refused: string[] = [];
  for (const host of hosts) {
    try {
      const addresses = await resolve(host);
      if (!addresses.every(isPublic)) refused.push(host);
    } catch {
      process.stderr.write(`warning: the host ${host} cannot be looked up from here\n`);
    }
  }
  if (refused.length > 0)
    throw new UsageFault(
      `belltower: webhook: ${refused.join(', ')} leads to an address that is not public; wanted: a public https URL`,
    );
}

async function resolveAll(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}
