import { ShowReviewEnv } from '../../shared/cost/review-env.ts';
import { ReviewLinks } from '../../shared/cost/review-link-client.ts';
import { ReviewPages } from '../../shared/cost/review-pages-store.ts';
import { reviewOperations } from '../../shared/cost/serve-review.ts';
import { instant } from '../../shared/kernel/instant.ts';
import { apiHandler } from '../../shared/runtime/api-handler.ts';
import { parseEnv } from '../../shared/runtime/env.ts';

const env = parseEnv(ShowReviewEnv);

export const handler = apiHandler(
  reviewOperations({
    links: new ReviewLinks(env.LINK_KEY_ID),
    pages: new ReviewPages(env.PAGES_BUCKET),
    now: () => instant(Date.now()),
  }),
);
