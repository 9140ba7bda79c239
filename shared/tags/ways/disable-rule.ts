import * as z from 'zod';
import { wayOf } from './way.ts';

/** As `DescribeRule` says it. */
export const RuleBefore = z.strictObject({
  way: z.literal('disable-rule'),
  state: z.enum(['ENABLED', 'DISABLED']),
});
export type RuleBefore = z.infer<typeof RuleBefore>;

/** A rule of EventBridge is disabled. Never one that a service of AWS manages. */
export const disableRule = wayOf(RuleBefore, {
  type: 'events:rule',
  done: 'disabled',
  isSo: ({ state }) => state === 'DISABLED',
  was: ({ state }) => `was ${state}`,
  access: {
    on: 'events:*:{account}:rule/*',
    look: { actions: ['events:DescribeRule'] },
    act: ['events:DisableRule', 'events:EnableRule'],
    only: { Null: { 'events:ManagedBy': 'true' } },
    knowsTags: true,
  },
});
