import * as z from 'zod';
import { Day } from '../kernel/day.ts';
import { Micros } from '../kernel/money.ts';

/** What costs can be taken apart by. */
export const CauseKind = z.enum(['service', 'usageType', 'account', 'region', 'team']);
export type CauseKind = z.infer<typeof CauseKind>;

/** How much of a change comes from one service, usage type, account, region or team. */
export const Cause = z.strictObject({
  kind: CauseKind,
  name: z.string(),
  /** More (or, negative, less) a day than on the same weekdays before. */
  change: Micros,
  /** Of the whole change: 1 is all of it. It may exceed 1, where something else went the other way. */
  share: z.number(),
});
export type Cause = z.infer<typeof Cause>;

/** Of the change a day: what comes of more or less being used, and what of its price. */
const Split = z.strictObject({ usage: Micros, price: Micros });

/** Why a finding is one, as far as Cost Explorer could say; or that it could not. */
export const Explanation = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('found'),
    /** The days looked at, and those before that they were compared with. */
    days: z.array(Day).min(1),
    before: z.array(Day).min(1),
    /** The largest first, at most three of a kind. */
    causes: z.array(Cause),
    split: Split.optional(),
    /** An answer had more pages than were read. */
    partial: z.boolean(),
    /** What was changed there shortly before, by name of the API call; absent where nobody could say. */
    changes: z.array(z.string()).optional(),
  }),
  /** `reason` is a code. */
  z.strictObject({ state: z.literal('failed'), reason: z.string() }),
]);
export type Explanation = z.infer<typeof Explanation>;
export type FoundExplanation = Extract<Explanation, { state: 'found' }>;
