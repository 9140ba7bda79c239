import * as z from 'zod';
import type { Contract } from '../kernel/contract.ts';
import { contract, NONE, PROBLEM } from '../platform/api-parts.ts';
import { PlanDigest, QuarantinePlan } from './quarantine-record.ts';
import { ShownQuarantine } from './shown-quarantine.ts';
import { SweepReport } from './sweep-report.ts';

const PlanParams = z.strictObject({ digest: PlanDigest });
const OnePlan = z.object({ plan: QuarantinePlan.omit({ v: true, version: true }) });

/** `GET /v1/tags/scores` */
export const ReadScores = contract({
  route: 'GET /v1/tags/scores',
  summary: 'What the last sweep of tags came to: the scores of teams, and what could not be looked at',
  access: 'iam',
  params: NONE,
  query: NONE,
  body: undefined,
  responses: {
    200: { description: 'The report of the last sweep', schema: SweepReport.omit({ v: true }) },
    404: PROBLEM,
  },
});

/** `GET /v1/tags/plans/{digest}` */
export const ReadPlan = contract({
  route: 'GET /v1/tags/plans/{digest}',
  summary: 'A plan of quarantine: what would be stopped, and why it is held',
  access: 'iam',
  params: PlanParams,
  query: NONE,
  body: undefined,
  responses: { 200: { description: 'The plan', schema: OnePlan }, 400: PROBLEM, 404: PROBLEM },
});

/** Whether what somebody has decided is being done now; where it could not be begun, the next sweep does it. */
const Begun = z.boolean();

/** `POST /v1/tags/plans/{digest}/approve` */
export const ApprovePlan = contract({
  route: 'POST /v1/tags/plans/{digest}/approve',
  summary: 'Let a held plan of quarantine through: what of it is still wrong is put in quarantine at once',
  access: 'iam',
  params: PlanParams,
  query: NONE,
  body: NONE,
  responses: {
    200: { description: 'The plan, approved', schema: OnePlan.extend({ begun: Begun }) },
    400: PROBLEM,
    404: PROBLEM,
    409: PROBLEM,
  },
});

/** How many resources one answer lists, those that are in quarantine the longest. */
export const MOST_LISTED = 1_000;

/** `GET /v1/tags/quarantine` */
export const ListQuarantine = contract({
  route: 'GET /v1/tags/quarantine',
  summary: 'What is in quarantine, the longest first; or what was last done about one resource',
  access: 'iam',
  params: NONE,
  query: z.strictObject({
    arn: z.string().min(1).optional().meta({ description: 'one resource, released or not' }),
  }),
  body: undefined,
  responses: {
    200: {
      description: 'At most 1,000 resources, and whether there are more',
      schema: z.object({ quarantines: z.array(ShownQuarantine), more: z.boolean() }),
    },
    400: PROBLEM,
  },
});

/** `POST /v1/tags/quarantine/release` */
export const ReleaseQuarantine = contract({
  route: 'POST /v1/tags/quarantine/release',
  summary: 'Put a resource back as it was before its quarantine, unless somebody has changed it since',
  access: 'iam',
  params: NONE,
  query: NONE,
  body: z.strictObject({ arn: z.string().min(1) }),
  responses: {
    200: {
      description: 'The resource, asked for or released already',
      schema: z.object({ quarantine: ShownQuarantine, begun: Begun }),
    },
    400: PROBLEM,
    404: PROBLEM,
    409: PROBLEM,
  },
});

/** Everything tag enforcement answers to over HTTP. */
export const TAGS_API: readonly Contract[] = [
  ReadScores,
  ReadPlan,
  ApprovePlan,
  ListQuarantine,
  ReleaseQuarantine,
];
