import { type IncidentId, incidentIdFromBytes, incidentIdToBytes } from '../kernel/ids.ts';

/** What a signed link stands for: one thing as one of those sees it who were told of it, until a certain hour. */
export interface LinkClaim {
  /** The incident or the finding: its id. */
  readonly of: IncidentId;
  /** Whose link it is: the place of the person, or of the message, in the list that the thing keeps of them. */
  readonly place: number;
  /** Hours since the epoch after which the link is worthless. */
  readonly expiresHour: number;
}

const CLAIM_BYTES = 16;

/** The signed part of a token: 10 bytes of id, 2 of place, 4 of hour. */
export function encodeClaim({ of, place, expiresHour }: LinkClaim): Uint8Array {
  const bytes = new Uint8Array(CLAIM_BYTES);
  bytes.set(incidentIdToBytes(of));
  const view = new DataView(bytes.buffer);
  view.setUint16(10, place);
  view.setUint32(12, expiresHour);
  return bytes;
}

/** The token as it stands in the link: claim and MAC in one, in base64url. */
export function joinToken(claim: Uint8Array, mac: Uint8Array): string {
  return Buffer.concat([claim, mac]).toString('base64url');
}

/** The parts of a token; undefined where the text cannot be one. Nothing in it is to be believed before the MAC is checked. */
export function splitToken(
  token: string,
): { link: LinkClaim; claim: Uint8Array; mac: Uint8Array } | undefined {
  if (!/^[A-Za-z0-9_-]{40,120}$/.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length <= CLAIM_BYTES || bytes.toString('base64url') !== token) return undefined;
  const claim = Uint8Array.from(bytes.subarray(0, CLAIM_BYTES));
  const view = new DataView(claim.buffer);
  const link = {
    of: incidentIdFromBytes(claim),
    place: view.getUint16(10),
    expiresHour: view.getUint32(12),
  };
  return { link, claim, mac: Uint8Array.from(bytes.subarray(CLAIM_BYTES)) };
}
