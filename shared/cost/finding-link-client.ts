import type { KMSClient } from '@aws-sdk/client-kms';
import { SignedLinks } from '../platform/signed-link-client.ts';
import { FINDING_LINK_DAYS } from './finding-link-days.ts';

/** Makes and checks links to findings: of a finding, for whom the message at a place among those told of it went to. */
export function findingLinks(key: string, client?: KMSClient): SignedLinks {
  return new SignedLinks(
    key,
    { domain: 'belltower/finding-link/v1/', algorithm: 'HMAC_SHA_256', hours: FINDING_LINK_DAYS * 24 },
    client,
  );
}
