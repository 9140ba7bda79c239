import * as z from 'zod';
import { Duration } from '../shared/kernel/duration.ts';

/** Somebody makes something real, with these tags. */
const MakeResource = z.strictObject({
  makeResource: z.strictObject({
    kind: z.enum(['table', 'queue', 'bucket', 'role']),
    name: z.string().min(3),
    by: z.email(),
    tags: z.record(z.string(), z.string()),
  }),
});
/** What a dry run would write to all that was made. */
const PlanTags = z.strictObject({ planTags: z.strictObject({}) });
/** CloudTrail tells of all that was made. */
const TellTrail = z.strictObject({ tellTrail: z.strictObject({}) });
/** What was made has this verdict and at least these tags, and was written as the dry run said. */
const ExpectTags = z.strictObject({
  expectTags: z.strictObject({
    name: z.string().min(3),
    verdict: z.enum(['compliant', 'violation']),
    are: z.record(z.string(), z.string()),
    within: Duration,
  }),
});

/** Steps about tags of resources. */
export const TAG_STEPS = [MakeResource, PlanTags, TellTrail, ExpectTags] as const;
