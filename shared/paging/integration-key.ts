import type { Integration } from './config.ts';

const DOMAIN = 'belltower/integration-key/v1';

/** What the MAC of an integration's key is over: raising the version makes older keys worthless. */
export function integrationMessage({ id, keyVersion }: Pick<Integration, 'id' | 'keyVersion'>): Uint8Array {
  return Buffer.from([DOMAIN, id, keyVersion].join('/'));
}

/** The key as senders put it in the URL: `<integration id>.<MAC in base64url>`. */
export function joinIntegrationKey(id: string, mac: Uint8Array): string {
  return `${id}.${Buffer.from(mac).toString('base64url')}`;
}

/** The parts of a key; undefined where the text cannot be one. */
export function splitIntegrationKey(key: string): { id: string; mac: Uint8Array } | undefined {
  const [, id, mac] = /^([a-z0-9][a-z0-9-]{0,62})\.([A-Za-z0-9_-]{20,90})$/.exec(key) ?? [];
  if (id === undefined || mac === undefined) return undefined;
  return { id, mac: Uint8Array.from(Buffer.from(mac, 'base64url')) };
}
