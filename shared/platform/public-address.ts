import ipaddr from 'ipaddr.js';

/** Why a webhook may not be sent to this URL as it is written; undefined where nothing speaks against it. */
export function urlFault(text: string): string | undefined {
  if (!URL.canParse(text)) return 'not a URL';
  const url = new URL(text);
  if (url.protocol !== 'https:') return 'only https is allowed';
  if (url.username !== '' || url.password !== '') return 'a URL must not carry a user name or password';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (ipaddr.isValid(host)) return isPublic(host) ? undefined : 'the address is not public';
  return /(^|\.)(localhost|local|internal|localdomain|home\.arpa)$/i.test(host) || !host.includes('.')
    ? 'the host is not public'
    : undefined;
}

/** Whether an IP address is on the public internet: not loopback, private, link-local, reserved, or such a one wrapped in IPv6. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  return ipaddr.process(address).range() === 'unicast';
}
