import { type IncidentId, incidentIdFromBytes, incidentIdToBytes } from '../kernel/ids.ts';

/** What a page link stands for: one person's view of one incident, until a certain hour. */
export interface PageLink {
  readonly incident: IncidentId;
  /** The person's place in the incident's list of people paged. */
  readonly person: number;
  /** Hours since the epoch after which the link is worthless. */
  readonly expiresHour: number;
}

const CLAIM_BYTES = 16;
const DOMAIN = 'belltower/page-link/v1/';

/** The signed part of a token: 10 bytes of incident, 2 of person, 4 of hour. */
export function encodeClaim({ incident, person, expiresHour }: PageLink): Uint8Array {
  const bytes = new Uint8Array(CLAIM_BYTES);
  bytes.set(incidentIdToBytes(incident));
  const view = new DataView(bytes.buffer);
  view.setUint16(10, person);
  view.setUint32(12, expiresHour);
  return bytes;
}

/** What is authenticated: the claim, named for its purpose so that no other MAC of the key can pass for it. */
export function signedMessage(claim: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(DOMAIN), claim]);
}

/** The token as it stands in the link: claim and MAC in one, in base64url. */
export function joinToken(claim: Uint8Array, mac: Uint8Array): string {
  return Buffer.concat([claim, mac]).toString('base64url');
}

/** The parts of a token; undefined where the text cannot be one. Nothing in it is to be believed before the MAC is checked. */
export function splitToken(
  token: string,
): { link: PageLink; claim: Uint8Array; mac: Uint8Array } | undefined {
  if (!/^[A-Za-z0-9_-]{40,120}$/.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length <= CLAIM_BYTES || bytes.toString('base64url') !== token) return undefined;
  const claim = Uint8Array.from(bytes.subarray(0, CLAIM_BYTES));
  const view = new DataView(claim.buffer);
  const link = {
    incident: incidentIdFromBytes(claim),
    person: view.getUint16(10),
    expiresHour: view.getUint32(12),
  };
  return { link, claim, mac: Uint8Array.from(bytes.subarray(CLAIM_BYTES)) };
}
