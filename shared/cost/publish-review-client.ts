import { pngDrawer } from '../platform/png.ts';
import { bundledFile } from '../runtime/bundled-file.ts';
import type { CostConfig } from './config.ts';
import { makePublishReview } from './publish-review.ts';
import type { PublishReview } from './review-costs.ts';
import { ReviewLinks } from './review-link-client.ts';
import { ReviewPages } from './review-pages-store.ts';

/** Where reviews are kept and what signs their links. */
interface Press {
  readonly PAGES_BUCKET: string;
  readonly LINK_KEY_ID: string;
  readonly PAGE_URL: string;
}

/** Publishes in the function's own bucket, with the pictures' files that are shipped with it. */
export function reviewPress(env: Press, config: CostConfig): PublishReview {
  return makePublishReview({
    pages: new ReviewPages(env.PAGES_BUCKET),
    links: new ReviewLinks(env.LINK_KEY_ID),
    toPng: pngDrawer(bundledFile),
    pageUrl: env.PAGE_URL,
    config,
  });
}
