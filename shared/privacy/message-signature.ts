import { epochMs, type Instant } from '../kernel/instant.ts';

export const SIGNATURE_HEADER = 'x-belltower-signature';

/** A signature as its header says it. */
export interface MessageSignature {
  /** Seconds since the epoch. */
  readonly seconds: number;
  /** SHA-256 of the public key, as DER SubjectPublicKeyInfo. */
  readonly key: string;
  /** ECDSA with SHA-256, as DER in base64. */
  readonly signature: string;
}

/** The bytes that are signed: what it is for, when, and the body as it was sent. No certificate can ever look like this. */
export function signedText(seconds: number, body: string): string {
  return `belltower-command\n${seconds}\n${body}`;
}

export function secondsAt(now: Instant): number {
  return Math.floor(epochMs(now) / 1000);
}

export function signatureHeader({ seconds, key, signature }: MessageSignature): string {
  return `t=${seconds},k=${key},v1=${signature}`;
}

/** What a header says; undefined for anything `signatureHeader` does not write. */
export function parseSignature(header: string): MessageSignature | undefined {
  const [, seconds = '', key = '', signature = ''] =
    /^t=(\d{1,12}),k=([0-9a-f]{64}),v1=([A-Za-z0-9+/]{86,96}={0,2})$/.exec(header) ?? [];
  return seconds === '' ? undefined : { seconds: Number(seconds), key, signature };
}
