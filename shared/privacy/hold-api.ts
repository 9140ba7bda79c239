import * as z from 'zod';
import { contract, NONE, PROBLEM } from '../platform/api-parts.ts';
import { CaseParams } from './case-api.ts';
import { Hold } from './hold.ts';
import { SubjectTag } from './subject-keys.ts';

const HoldParams = z.strictObject({ subject: SubjectTag, id: Hold.shape.id });
const HoldWish = z.strictObject({
  classes: Hold.shape.classes.meta({
    description: 'What must stay; without it everything. Without a system: the class wherever it is',
  }),
});
export type HoldWish = z.infer<typeof HoldWish>;

const Released = {
  description: 'It holds nothing any more',
  schema: z.object({ released: Hold.shape.id }),
};
const Placed = { description: 'The hold', schema: z.object({ hold: Hold }) };

/** `PUT /v1/privacy/subjects/{subject}/holds/{id}` */
export const PlaceHold = contract({
  route: 'PUT /v1/privacy/subjects/{subject}/holds/{id}',
  summary: 'Data of a person must stay: nothing that is held is erased from now on, also of requests to come',
  access: 'iam',
  params: HoldParams,
  query: NONE,
  body: HoldWish,
  responses: { 200: Placed, 400: PROBLEM, 409: PROBLEM },
});

/** `DELETE /v1/privacy/subjects/{subject}/holds/{id}` */
export const ReleaseHold = contract({
  route: 'DELETE /v1/privacy/subjects/{subject}/holds/{id}',
  summary: 'Release a hold: what it stopped goes on where it was',
  access: 'iam',
  params: HoldParams,
  query: NONE,
  body: undefined,
  responses: { 200: Released, 404: PROBLEM, 409: PROBLEM },
});

/** `POST /v1/privacy/cases/{id}/holds` */
export const HoldCase = contract({
  route: 'POST /v1/privacy/cases/{id}/holds',
  summary: 'The same for the person of a case, on each of their tags. Released tag by tag',
  access: 'iam',
  params: CaseParams,
  query: NONE,
  body: HoldWish.extend({ id: Hold.shape.id }),
  responses: { 200: Placed, 400: PROBLEM, 404: PROBLEM, 409: PROBLEM },
});
