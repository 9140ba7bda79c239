import type { KMSClient, MacAlgorithmSpec } from '@aws-sdk/client-kms';
import { AppError } from '../kernel/errors.ts';
import { epochMs, type Instant } from '../kernel/instant.ts';
import { encodeClaim, joinToken, type LinkClaim, splitToken } from './link-token.ts';
import { MacKey } from './mac-client.ts';

const HOUR_MS = 3_600_000;

/** What links are for. */
export interface LinkPurpose {
  /** Names the purpose in what is signed, so that no other MAC of the key can pass for it. */
  readonly domain: string;
  readonly algorithm: MacAlgorithmSpec;
  /** How long a link works. */
  readonly hours: number;
}

/** Makes and checks links that whoever has them may open, until their time is over. */
export class SignedLinks {
  readonly #key: MacKey;
  readonly #domain: Buffer;
  readonly #hours: number;

  constructor(key: string, { domain, algorithm, hours }: LinkPurpose, client?: KMSClient) {
    this.#key = new MacKey(key, algorithm, client);
    this.#domain = Buffer.from(domain);
    this.#hours = hours;
  }

  /** A token for whom stands at this place. */
  async issue({ of, place }: Omit<LinkClaim, 'expiresHour'>, now: Instant): Promise<string> {
    const expiresHour = Math.floor(epochMs(now) / HOUR_MS) + this.#hours;
    const claim = encodeClaim({ of, place, expiresHour });
    return joinToken(claim, await this.#key.sign(this.#message(claim)));
  }

  /** @throws AppError `not-found` for a token we did not make, `gone` for one whose time is over. */
  async open(token: string, now: Instant): Promise<LinkClaim> {
    const parts = splitToken(token);
    if (parts === undefined || !(await this.#key.verify(this.#message(parts.claim), parts.mac)))
      throw new AppError('this link is not valid', { code: 'link-unknown', kind: 'not-found' });
    if (epochMs(now) >= parts.link.expiresHour * HOUR_MS)
      throw new AppError('this link has expired', { code: 'link-expired', kind: 'gone' });
    return parts.link;
  }

  #message(claim: Uint8Array): Uint8Array {
    return Buffer.concat([this.#domain, claim]);
  }
}
