import * as z from 'zod';
import { contract, NONE, PROBLEM } from '../platform/api-parts.ts';
import { Case } from './case.ts';
import { CaseView } from './case-view.ts';
import { SignedCertificate } from './certificate.ts';

export const CaseParams = z.strictObject({ id: Case.shape.id });

/** A case as an answer gives it. */
export const OneCase = z.object({ case: CaseView });

/** `GET /v1/privacy/cases` */
export const ListCases = contract({
  route: 'GET /v1/privacy/cases',
  summary: 'List cases, those that are looked at next first; without anything that says who it is',
  access: 'iam',
  params: NONE,
  query: z.strictObject({
    list: z.enum(['open', 'certified', 'closed']).default('open').meta({
      description:
        '`open`: not certified yet. `certified`: to be read again, or a key waits for its deletion. `closed`: over',
    }),
    cursor: z.string().max(2048).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  body: undefined,
  responses: {
    200: {
      description: 'A page of cases; `cursor` is there when there are more',
      schema: z.object({ cases: z.array(CaseView), cursor: z.string().optional() }),
    },
    400: PROBLEM,
  },
});

/** `GET /v1/privacy/cases/{id}` */
export const ReadCase = contract({
  route: 'GET /v1/privacy/cases/{id}',
  summary: 'One case with what is done at each system',
  access: 'iam',
  params: CaseParams,
  query: NONE,
  body: undefined,
  responses: { 200: { description: 'The case', schema: OneCase }, 404: PROBLEM },
});

/** `GET /v1/privacy/cases/{id}/certificate` */
export const ReadCertificate = contract({
  route: 'GET /v1/privacy/cases/{id}/certificate',
  summary: 'The latest certificate of a case, as it was signed: keep it byte for byte',
  access: 'iam',
  params: CaseParams,
  query: NONE,
  body: undefined,
  responses: { 200: { description: 'The signed certificate', schema: SignedCertificate }, 404: PROBLEM },
});
