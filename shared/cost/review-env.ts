import * as z from 'zod';

const Text = z.string().min(1);

/** What `review-costs` is told by the stack. */
export const ReviewCostsEnv = z.object({
  COSTS_TABLE: Text,
  AUDIT_TABLE: Text,
  BUS_NAME: Text,
  PAGES_BUCKET: Text,
  LINK_KEY_ID: Text,
  /** Where pages are served, without a slash at the end. */
  PAGE_URL: z.url(),
});

/** What `show-review` is told by the stack. */
export const ShowReviewEnv = z.object({ PAGES_BUCKET: Text, LINK_KEY_ID: Text });
