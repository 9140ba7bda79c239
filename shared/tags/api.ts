import * as z from 'zod';
import type { Contract } from '../kernel/contract.ts';
import { contract, NONE, PROBLEM } from '../platform/api-parts.ts';
import { PlanDigest, QuarantinePlan } from './quarantine-record.ts';
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

/** `POST /v1/tags/plans/{digest}/approve` */
export const ApprovePlan = contract({
  route: 'POST /v1/tags/plans/{digest}/approve',
  summary: 'Let a held plan of quarantine through: the next sweep carries out what of it is still wrong',
  access: 'iam',
  params: PlanParams,
  query: NONE,
  body: NONE,
  responses: {
    200: { description: 'The plan, approved', schema: OnePlan },
    400: PROBLEM,
    404: PROBLEM,
    409: PROBLEM,
  },
});

/** Everything tag enforcement answers to over HTTP. */
export const TAGS_API: readonly Contract[] = [ReadScores, ReadPlan, ApprovePlan];
