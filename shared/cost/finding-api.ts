import * as z from 'zod';
import type { Contract } from '../kernel/contract.ts';
import { contract } from '../platform/api-parts.ts';

const Html = { description: 'A page for people, as HTML' };
const Params = z.strictObject({ token: z.string().max(512) });

/** `GET /f/{token}` */
export const OpenFinding = contract({
  route: 'GET /f/{token}',
  summary: 'What the team that owns a cost sees of a finding. Changes nothing',
  access: 'token',
  params: Params,
  query: z.looseObject({}),
  body: undefined,
  responses: { 200: Html, 404: Html, 410: Html },
});

/** `POST /f/{token}` */
export const AnswerFinding = contract({
  route: 'POST /f/{token}',
  summary: 'What the buttons of the page do; a form body with `action`, and `until` where it is to be muted',
  access: 'token',
  params: Params,
  query: z.looseObject({}),
  body: undefined,
  responses: { 200: Html, 400: Html, 404: Html, 409: Html, 410: Html },
});

/** What the telling of cost findings answers to over HTTP. */
export const FINDING_API: readonly Contract[] = [OpenFinding, AnswerFinding];
