import { type Operation, operation } from '../runtime/api-handler.ts';
import { AnswerCommand } from './answer-api.ts';
import type { makeTakeAnswer } from './take-answer.ts';

/** Systems that answer later. */
export function answerOperations(take: ReturnType<typeof makeTakeAnswer>): Operation[] {
  return [
    operation(AnswerCommand, async ({ params: { id, system }, body, requestId }) => ({
      status: 202,
      body: { taken: await take(id, system, body, requestId) },
    })),
  ];
}
