import type { KMSClient } from '@aws-sdk/client-kms';
import { AppError } from '../kernel/errors.ts';
import { epochMs, type Instant } from '../kernel/instant.ts';
import { MacKey } from '../platform/mac-client.ts';
import { encodeClaim, joinToken, type PageLink, signedMessage, splitToken } from './page-token.ts';

const HOUR_MS = 3_600_000;

/** How long a page link works. */
export const LINK_HOURS = 72;

/** Makes and checks page links. */
export class PageLinks {
  readonly #key: MacKey;

  constructor(key: string, client?: KMSClient) {
    this.#key = new MacKey(key, 'HMAC_SHA_224', client);
  }

  /** A token for the person at this place of the incident's list. */
  async issue(link: Omit<PageLink, 'expiresHour'>, now: Instant): Promise<string> {
    const claim = encodeClaim({ ...link, expiresHour: Math.floor(epochMs(now) / HOUR_MS) + LINK_HOURS });
    return joinToken(claim, await this.#key.sign(signedMessage(claim)));
  }

  /** @throws AppError `not-found` for a token we did not make, `gone` for one whose time is over. */
  async open(token: string, now: Instant): Promise<PageLink> {
    const parts = splitToken(token);
    if (parts === undefined || !(await this.#key.verify(signedMessage(parts.claim), parts.mac)))
      throw new AppError('this link is not valid', { code: 'link-unknown', kind: 'not-found' });
    if (epochMs(now) >= parts.link.expiresHour * HOUR_MS) {
      throw new AppError('this link has expired', { code: 'link-expired', kind: 'gone' });
    }
    return parts.link;
  }
}
