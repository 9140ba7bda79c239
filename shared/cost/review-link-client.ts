import type { KMSClient } from '@aws-sdk/client-kms';
import { type Day, dayNumber } from '../kernel/day.ts';
import { AppError } from '../kernel/errors.ts';
import { MacKey } from '../platform/mac-client.ts';
import { joinReviewToken, type ReviewLink, reviewMessage, splitReviewToken } from './review-token.ts';

/** How long a link to a review works: until the next three have come. */
export const REVIEW_LINK_DAYS = 100;

/** Makes and checks links to reviews. */
export class ReviewLinks {
  readonly #key: MacKey;

  constructor(key: string, client?: KMSClient) {
    this.#key = new MacKey(key, 'HMAC_SHA_256', client);
  }

  /** A token for the review of a month. */
  async issue({ month, of }: Omit<ReviewLink, 'expiresDay'>, today: Day): Promise<string> {
    const link = { month, of, expiresDay: dayNumber(today) + REVIEW_LINK_DAYS };
    return joinReviewToken(link, await this.#key.sign(reviewMessage(link)));
  }

  /** @throws AppError `not-found` for a token we did not make, `gone` for one whose time is over. */
  async open(token: string, today: Day): Promise<ReviewLink> {
    const parts = splitReviewToken(token);
    if (parts === undefined || !(await this.#key.verify(reviewMessage(parts.link), parts.mac)))
      throw new AppError('this link is not valid', { code: 'link-unknown', kind: 'not-found' });
    if (dayNumber(today) >= parts.link.expiresDay)
      throw new AppError('this link has expired', { code: 'link-expired', kind: 'gone' });
    return parts.link;
  }
}
