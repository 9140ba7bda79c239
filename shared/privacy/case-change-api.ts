import * as z from 'zod';
import { contract, NONE, PROBLEM } from '../platform/api-parts.ts';
import { CaseParams, OneCase } from './case-api.ts';
import { SystemId } from './config.ts';

const Changed = { description: 'The case as it now stands', schema: OneCase };
const responses = { 200: Changed, 400: PROBLEM, 404: PROBLEM, 409: PROBLEM };
const StepParams = CaseParams.extend({ system: SystemId });

/** `POST /v1/privacy/cases/{id}/verification` */
export const VerifyPerson = contract({
  route: 'POST /v1/privacy/cases/{id}/verification',
  summary: 'What came of finding out who asks: the clock stands still from `asked` to `verified`',
  access: 'iam',
  params: CaseParams,
  query: NONE,
  body: z.strictObject({
    outcome: z.enum(['asked', 'verified', 'failed']).meta({
      description:
        '`asked`: the person was asked who they are. `failed`: they are not, or not yet; the third time closes the case',
    }),
    evidence: z
      .string()
      .regex(/^[\w:/.-]{1,200}$/, 'a pointer to the evidence, such as the id of a ticket')
      .optional(),
  }),
  responses,
});

/** `POST /v1/privacy/cases/{id}/withdraw` */
export const WithdrawCase = contract({
  route: 'POST /v1/privacy/cases/{id}/withdraw',
  summary: 'The person thinks better of it, which they may until the grace is over',
  access: 'iam',
  params: CaseParams,
  query: NONE,
  body: NONE,
  responses,
});

/** Why a request takes longer, in the words of Article 12(3) GDPR. */
export const ExtensionReason = z.enum(['complexity', 'number-of-requests']);
export type ExtensionReason = z.infer<typeof ExtensionReason>;

/** `POST /v1/privacy/cases/{id}/extension` */
export const ExtendCase = contract({
  route: 'POST /v1/privacy/cases/{id}/extension',
  summary: 'Two further months, once, and only before the first is over. Tell the person, with the reason',
  access: 'iam',
  params: CaseParams,
  query: NONE,
  body: z.strictObject({ reason: ExtensionReason }),
  responses,
});

/** `POST /v1/privacy/cases/{id}/steps/{system}/reopen` */
export const ReopenStep = contract({
  route: 'POST /v1/privacy/cases/{id}/steps/{system}/reopen',
  summary: 'A system that failed, or was never empty, has been seen to: its work is done over',
  access: 'iam',
  params: StepParams,
  query: NONE,
  body: NONE,
  responses,
});

/** What a person says who has erased by hand, or has looked. */
export const ByHand = z.discriminatedUnion(
  'answer',
  [
    z.strictObject({ answer: z.literal('done'), count: z.int().min(0).max(1_000_000_000) }),
    z.strictObject({ answer: z.literal('none') }),
    z.strictObject({ answer: z.literal('empty') }),
    z.strictObject({ answer: z.literal('residue'), count: z.int().min(1).max(1_000_000_000) }),
  ],
  { error: 'answer: done with count, none, empty, or residue with count' },
);
export type ByHand = z.infer<typeof ByHand>;

/** `POST /v1/privacy/cases/{id}/steps/{system}/confirm` */
export const ConfirmStep = contract({
  route: 'POST /v1/privacy/cases/{id}/steps/{system}/confirm',
  summary:
    'For a manual system. A person has erased (`done`, `none`), or has looked again afterwards (`empty`, `residue`)',
  access: 'iam',
  params: StepParams,
  query: NONE,
  body: ByHand,
  responses,
});
