import * as z from 'zod';
import { contract, NONE, PROBLEM } from '../platform/api-parts.ts';
import { CaseParams } from './case-api.ts';
import { SystemId } from './config.ts';
import { Callback } from './take-callback.ts';

/** `POST /v1/privacy/answers/{id}/{system}` */
export const AnswerCommand = contract({
  route: 'POST /v1/privacy/answers/{id}/{system}',
  summary: 'A system answers a command later. The nonce that came with the command is good once',
  access: 'token',
  params: CaseParams.extend({ system: SystemId }),
  query: NONE,
  body: Callback,
  responses: {
    202: {
      description: 'Taken. `false`: the command was answered before, and this changes nothing',
      schema: z.object({ taken: z.boolean() }),
    },
    400: PROBLEM,
    403: { description: 'Not an answer to an open command of ours; whose it might be is not said' },
    413: PROBLEM,
  },
});
