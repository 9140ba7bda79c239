import * as z from 'zod';
import { Day } from '../shared/kernel/day.ts';
import { Duration } from '../shared/kernel/duration.ts';
import { Slug } from '../shared/kernel/ids.ts';

/** Somebody makes something real, with these tags. */
const MakeResource = z.strictObject({
  makeResource: z.strictObject({
    kind: z.enum(['table', 'queue', 'bucket', 'role', 'group']),
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

const Names = z.array(z.string().min(3)).min(1);
/** Functions are made, and no event tells of them. */
const MakeFunctions = z.strictObject({
  makeFunctions: z.strictObject({ names: Names, tags: z.record(z.string(), z.string()) }),
});
/** All accounts and regions are swept, as on these days. */
const SweepTags = z.strictObject({ sweepTags: z.strictObject({ on: z.array(Day).min(1) }) });
/** What the last sweep came to for a team. */
const ExpectScores = z.strictObject({
  expectScores: z.strictObject({ team: Slug, violations: z.int().min(0), tagged: z.int().min(0).optional() }),
});
/** The plan of quarantine that the mail to an address names is held, has so many resources, and is approved. */
const ApprovePlan = z.strictObject({
  approvePlan: z.strictObject({ mailed: z.email(), resources: z.int().min(1) }),
});
/** Functions run, or are in quarantine. */
const ExpectFunctions = z.strictObject({
  expectFunctions: z.strictObject({
    names: Names,
    are: z.enum(['running', 'stopped']),
    within: Duration.default('0s'),
  }),
});
/** Functions that were put in quarantine are listed with what they were, and are released by their ARNs. */
const ReleaseFunctions = z.strictObject({
  releaseFunctions: z.strictObject({ names: Names, team: Slug, within: Duration }),
});

/** Steps about tags of resources. */
export const TAG_STEPS = [
  MakeResource,
  PlanTags,
  TellTrail,
  ExpectTags,
  MakeFunctions,
  SweepTags,
  ExpectScores,
  ApprovePlan,
  ExpectFunctions,
  ReleaseFunctions,
] as const;
