import type { KMSClient } from '@aws-sdk/client-kms';
import { SignedLinks } from '../platform/signed-link-client.ts';

/** How long a page link works. */
export const LINK_HOURS = 72;

/** Makes and checks page links: of an incident, for the person at a place of its list of people paged. */
export function pageLinks(key: string, client?: KMSClient): SignedLinks {
  return new SignedLinks(
    key,
    { domain: 'belltower/page-link/v1/', algorithm: 'HMAC_SHA_224', hours: LINK_HOURS },
    client,
  );
}
