import { type AlertRaised, OWN_SERVICE } from '../paging/events.ts';
import type { KeyId } from './key-id.ts';

/**
 * Somebody has cancelled the deletion of a person's key: what was erased can be read again until the key is given to
 * deletion once more, which happens by itself. Who did so, and why, is for people to find out.
 */
export function keyAlert(caseId: string, keyId: KeyId): AlertRaised {
  return {
    title: `The deletion of a key of privacy case ${caseId} was cancelled: what it sealed could be read again`,
    source: 'privacy',
    service: OWN_SERVICE,
    severity: 'SEV2',
    state: 'firing',
    dedupKey: `privacy:${caseId}:key-deletion-cancelled`,
    fingerprint: keyId,
    labels: { domain: 'privacy', case: caseId, key: keyId, kind: 'key-deletion-cancelled' },
    links: [],
  };
}
