import { incidentIdFromBytes, incidentIdToBytes } from '../kernel/ids.ts';
import type { FindingId } from './finding-id.ts';

/** What a link to a finding stands for: the finding as one message told it, until a certain hour. */
export interface FindingLink {
  readonly finding: FindingId;
  /** The message's place among those told of the finding: it says whose link it is. */
  readonly place: number;
  /** Hours since the epoch after which the link is worthless. */
  readonly expiresHour: number;
}

const CLAIM_BYTES = 16;
const DOMAIN = 'belltower/finding-link/v1/';

/** The signed part of a token: 10 bytes of finding, 2 of place, 4 of hour. */
export function encodeFindingClaim({ finding, place, expiresHour }: FindingLink): Uint8Array {
  const bytes = new Uint8Array(CLAIM_BYTES);
  bytes.set(incidentIdToBytes(finding));
  const view = new DataView(bytes.buffer);
  view.setUint16(10, place);
  view.setUint32(12, expiresHour);
  return bytes;
}

/** What is authenticated: the claim, named for its purpose so that no other MAC of the key can pass for it. */
export function signedFindingMessage(claim: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(DOMAIN), claim]);
}

/** The token as it stands in the link: claim and MAC in one, in base64url. */
export function joinFindingToken(claim: Uint8Array, mac: Uint8Array): string {
  return Buffer.concat([claim, mac]).toString('base64url');
}

/** The parts of a token; undefined where the text cannot be one. Nothing in it is to be believed before the MAC is checked. */
export function splitFindingToken(
  token: string,
): { link: FindingLink; claim: Uint8Array; mac: Uint8Array } | undefined {
  if (!/^[A-Za-z0-9_-]{40,120}$/.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length <= CLAIM_BYTES || bytes.toString('base64url') !== token) return undefined;
  const claim = Uint8Array.from(bytes.subarray(0, CLAIM_BYTES));
  const view = new DataView(claim.buffer);
  const link = {
    finding: incidentIdFromBytes(claim),
    place: view.getUint16(10),
    expiresHour: view.getUint32(12),
  };
  return { link, claim, mac: Uint8Array.from(bytes.subarray(CLAIM_BYTES)) };
}
