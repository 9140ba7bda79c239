import * as z from 'zod';
import { contract, NONE, PROBLEM } from '../platform/api-parts.ts';
import { CaseView } from './case-view.ts';
import { ERASURE_REQUEST } from './erase-request.ts';

/** `POST /v1/privacy/requests` */
export const OpenRequest = contract({
  route: 'POST /v1/privacy/requests',
  summary:
    'A person wants to be erased. With evidence of who asks the case goes on by itself, without it waits for that',
  access: 'iam',
  params: NONE,
  query: NONE,
  body: ERASURE_REQUEST,
  responses: {
    201: {
      description: 'A case was opened',
      schema: z.object({ attached: z.literal(false), case: CaseView }),
    },
    200: {
      description: 'The same verified request is being worked on: this is its case',
      schema: z.object({ attached: z.literal(true), case: CaseView }),
    },
    400: PROBLEM,
    413: PROBLEM,
    503: PROBLEM,
  },
});
