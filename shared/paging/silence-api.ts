import * as z from 'zod';
import { Slug } from '../kernel/ids.ts';
import { contract, NONE, PROBLEM } from '../platform/api-parts.ts';
import { Silence, SilenceWish } from './silence.ts';

const SilenceParams = z.strictObject({ id: Slug });
const OneSilence = z.object({ silence: Silence });

/** `GET /v1/silences` */
export const ListSilences = contract({
  route: 'GET /v1/silences',
  summary: 'Silences: to come, in force, and ended within a week',
  access: 'iam',
  params: NONE,
  query: NONE,
  body: undefined,
  responses: { 200: { description: 'All of them', schema: z.object({ silences: z.array(Silence) }) } },
});

/** `PUT /v1/silences/{id}` */
export const SetSilence = contract({
  route: 'PUT /v1/silences/{id}',
  summary: 'Keep alerts quiet for a while: they are recorded, and page when it ends if they still fire',
  access: 'iam',
  params: SilenceParams,
  query: NONE,
  body: SilenceWish,
  responses: { 200: { description: 'The silence', schema: OneSilence }, 400: PROBLEM, 409: PROBLEM },
});

/** `DELETE /v1/silences/{id}` */
export const EndSilence = contract({
  route: 'DELETE /v1/silences/{id}',
  summary: 'End a silence now; what still fires pages at once',
  access: 'iam',
  params: SilenceParams,
  query: NONE,
  body: undefined,
  responses: { 200: { description: 'The silence, ended', schema: OneSilence }, 404: PROBLEM, 409: PROBLEM },
});
