import { dayOf } from '../kernel/day.ts';
import type { Instant } from '../kernel/instant.ts';
import { type ApiResponse, type Operation, operation } from '../runtime/api-handler.ts';
import { HTTP_STATUS, toAppError } from '../runtime/error-table.ts';
import { OpenReview } from './review-api.ts';
import type { ReviewLinks } from './review-link-client.ts';
import { REVIEW_HEADERS, reviewNotice } from './review-page.ts';
import type { ReviewPages } from './review-pages-store.ts';

export interface ServeReviewDeps {
  readonly links: Pick<ReviewLinks, 'open'>;
  readonly pages: Pick<ReviewPages, 'get'>;
  readonly now: () => Instant;
}

/** The page of a review for whoever holds its link. Errors that a reader can do something about are pages too. */
export function reviewOperations({ links, pages, now }: ServeReviewDeps): Operation[] {
  return [
    operation(OpenReview, async ({ params }) => {
      try {
        const { month, of } = await links.open(params.token, dayOf(now()));
        return page(200, await pages.get(month, of));
      } catch (thrown) {
        const { kind, code } = toAppError(thrown);
        const said = kind === 'gone' ? (code === 'link-expired' ? EXPIRED : GONE) : UNKNOWN;
        if (kind !== 'gone' && kind !== 'not-found') throw thrown;
        return page(HTTP_STATUS[kind], reviewNotice(said.title, said.message));
      }
    }),
  ];
}

const EXPIRED = {
  title: 'This link has expired',
  message: 'The mail of the next month brings a fresh one.',
};
const GONE = {
  title: 'This review is not kept any more',
  message: 'Reviews are kept for two years.',
};
const UNKNOWN = {
  title: 'This link is not valid',
  message: 'Open the one in the mail: it may have been broken on the way.',
};

function page(status: number, body: string): ApiResponse {
  return { status, headers: REVIEW_HEADERS, body };
}
