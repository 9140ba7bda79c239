import * as z from 'zod';
import { wayOf } from './way.ts';

/** Null: the function had no reserved concurrency of its own. */
export const FunctionBefore = z.strictObject({
  way: z.literal('no-concurrency'),
  reserved: z.int().nullable(),
});
export type FunctionBefore = z.infer<typeof FunctionBefore>;

/** A function gets no concurrency, so that nothing starts it. */
export const noConcurrency = wayOf(FunctionBefore, {
  type: 'lambda:function',
  done: 'set to run no instance (concurrency 0)',
  isSo: ({ reserved }) => reserved === 0,
  isSame: (now, before) => now.reserved === before.reserved,
  was: ({ reserved }) => `reserved was ${reserved ?? 'none'}`,
  access: {
    on: 'lambda:*:{account}:function:*',
    look: { actions: ['lambda:GetFunctionConcurrency'] },
    act: ['lambda:PutFunctionConcurrency', 'lambda:DeleteFunctionConcurrency'],
    knowsTags: true,
  },
});
