import * as z from 'zod';
import type { Contract } from '../kernel/contract.ts';
import { contract, PROBLEM } from '../platform/api-parts.ts';

/** `GET /r/{token}` */
export const OpenReview = contract({
  route: 'GET /r/{token}',
  summary: 'The review of a month, for whoever has its link',
  access: 'token',
  params: z.strictObject({ token: z.string().max(256) }),
  query: z.looseObject({}),
  body: undefined,
  responses: {
    200: { description: 'A page in HTML' },
    404: { description: 'A page that says the link is not valid' },
    410: { description: 'A page that says the link has expired, or the review is not kept any more' },
    503: PROBLEM,
  },
});

/** What the reviews answer to over HTTP. */
export const REVIEW_API: readonly Contract[] = [OpenReview];
