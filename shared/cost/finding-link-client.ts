import type { KMSClient } from '@aws-sdk/client-kms';
import { AppError } from '../kernel/errors.ts';
import { epochMs, type Instant } from '../kernel/instant.ts';
import { MacKey } from '../platform/mac-client.ts';
import { FINDING_LINK_DAYS } from './finding-link-days.ts';
import {
  encodeFindingClaim,
  type FindingLink,
  joinFindingToken,
  signedFindingMessage,
  splitFindingToken,
} from './finding-token.ts';

const HOUR_MS = 3_600_000;

/** Makes and checks links to findings. */
export class FindingLinks {
  readonly #key: MacKey;

  constructor(key: string, client?: KMSClient) {
    this.#key = new MacKey(key, 'HMAC_SHA_256', client);
  }

  /** A token for whom a message at this place is sent to. */
  async issue({ finding, place }: Omit<FindingLink, 'expiresHour'>, now: Instant): Promise<string> {
    const expiresHour = Math.floor(epochMs(now) / HOUR_MS) + FINDING_LINK_DAYS * 24;
    const claim = encodeFindingClaim({ finding, place, expiresHour });
    return joinFindingToken(claim, await this.#key.sign(signedFindingMessage(claim)));
  }

  /** @throws AppError `not-found` for a token we did not make, `gone` for one whose time is over. */
  async open(token: string, now: Instant): Promise<FindingLink> {
    const parts = splitFindingToken(token);
    if (parts === undefined || !(await this.#key.verify(signedFindingMessage(parts.claim), parts.mac)))
      throw new AppError('this link is not valid', { code: 'link-unknown', kind: 'not-found' });
    if (epochMs(now) >= parts.link.expiresHour * HOUR_MS)
      throw new AppError('this link has expired', { code: 'link-expired', kind: 'gone' });
    return parts.link;
  }
}
