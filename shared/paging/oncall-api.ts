import * as z from 'zod';
import { AnyInstant } from '../kernel/instant.ts';
import { contract, NONE, PROBLEM } from '../platform/api-parts.ts';

/** `GET /v1/oncall` */
export const ReadOncall = contract({
  route: 'GET /v1/oncall',
  summary: 'Who is on call, by schedule',
  access: 'iam',
  params: NONE,
  query: z.strictObject({ at: AnyInstant.optional().meta({ description: 'Default: now' }) }),
  body: undefined,
  responses: {
    200: {
      description: 'Every schedule; nobody on call is an empty list',
      schema: z.object({
        at: z.string(),
        schedules: z.array(
          z.object({
            schedule: z.string(),
            people: z.array(z.object({ person: z.string(), source: z.string() })),
          }),
        ),
      }),
    },
    400: PROBLEM,
  },
});
