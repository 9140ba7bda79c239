import * as z from 'zod';
import { Day } from '../kernel/day.ts';
import { Slug } from '../kernel/ids.ts';
import { Organization } from '../platform/schema.ts';

/** Which of a bill's costs is watched. */
export const CostMetric = z.enum(['NetUnblendedCost', 'UnblendedCost', 'AmortizedCost', 'NetAmortizedCost']);
export type CostMetric = z.infer<typeof CostMetric>;

/** How long a day may be over and its bill not be known before somebody is told. */
export const LONGEST_GAP_MS = 36 * 3_600_000;

const Money = z.number().min(0).max(1e9);

/** Which series something holds for: all that are named must fit. */
export const CostMatch = z
  .strictObject({
    service: z.string().min(1).optional(),
    account: z.string().min(1).optional(),
    region: z.string().min(1).optional(),
    team: z.string().min(1).optional(),
  })
  .refine((match) => Object.values(match).some((value) => value !== undefined), {
    error: 'at least one of service, account, region, team',
  });
export type CostMatch = z.infer<typeof CostMatch>;

/** From when on a deviation is one. */
export const Thresholds = z.strictObject({
  /** Percent, to be exceeded. */
  deviationPct: z.number().min(1).max(1000).default(20),
  /** Dollars a day above or below the baseline, to be reached. */
  minImpactUsd: Money.default(25),
  /** Usual spreads, to be reached. */
  z: z.number().min(1).max(100).default(3.5),
  /** Dollars a day from which on a service, region or account seen for the first time is told. */
  newSpendUsd: Money.default(25),
  /** Dollars a day from which on an engineer is paged. */
  pageAboveUsdPerDay: Money.default(500),
});
export type Thresholds = z.infer<typeof Thresholds>;

/** Only what it names: a default here would undo what is set for all. */
const Override = z.strictObject({
  match: CostMatch,
  deviationPct: Thresholds.shape.deviationPct.unwrap().optional(),
  minImpactUsd: Thresholds.shape.minImpactUsd.unwrap().optional(),
  z: Thresholds.shape.z.unwrap().optional(),
  newSpendUsd: Thresholds.shape.newSpendUsd.unwrap().optional(),
  pageAboveUsdPerDay: Thresholds.shape.pageAboveUsdPerDay.unwrap().optional(),
});

/** Costs that are known to come: `factor` times the usual, from the first day to the last. */
const PlannedEvent = z.strictObject({
  id: Slug,
  match: CostMatch,
  from: Day,
  to: Day,
  factor: z.number().min(0).max(1000),
});
export type PlannedEvent = z.infer<typeof PlannedEvent>;

/** What a budget or a unit cost counts: all of the bill, or what fits. */
export const CostScope = z.union([z.literal('all'), CostMatch], {
  error: 'all, or a map with some of service, account, region, team',
});
export type CostScope = z.infer<typeof CostScope>;

const RoleName = z
  .string()
  .regex(/^[\w+=,.@-]{1,64}$/, 'the name of an IAM role, without its path: letters, digits and +=,.@_-');

export const Budget = z.strictObject({
  id: Slug,
  scope: CostScope,
  period: z.enum(['month', 'quarter', 'year']).default('month'),
  /** 0 is a budget: any spend exceeds it. */
  amountUsd: Money,
  /** Percent of the amount; each is told once a period. */
  alerts: z.array(z.int().min(1).max(1000)).min(1).default([50, 80, 100]),
  /** Also tell when the period is going to end above the amount. */
  forecast: z.boolean().default(true),
  /**
   * Also make it a budget of AWS which, once the amount is spent, denies these roles of the account it is in to create
   * what costs money.
   */
  native: z.strictObject({ roles: z.array(RoleName).min(1).max(100) }).optional(),
});
export type Budget = z.infer<typeof Budget>;

const Unit = z.strictObject({
  id: Slug,
  scope: CostScope,
  metric: z.strictObject({
    namespace: z.string().min(1),
    name: z.string().min(1),
    stat: z.enum(['Sum', 'Average', 'Maximum', 'SampleCount']).default('Sum'),
    dimensions: z.record(z.string(), z.string()).default({}),
  }),
});
export type UnitCost = z.infer<typeof Unit>;

/** `cost.yaml`. What ties it to the organization is checked by `checkCost`. */
export const CostSection = z.strictObject({
  metric: CostMetric.default('NetUnblendedCost'),
  /** The tag by which costs belong to teams; it must be activated for cost allocation. */
  teamTag: z.string().min(1).max(128).default('team'),
  /** Other values of that tag for a team: `{ pay: payments }`. */
  teamAliases: z.record(z.string().min(1), Slug).default({}),
  thresholds: Thresholds.prefault({}),
  /** The last that fits wins, threshold by threshold. */
  overrides: z.array(Override).default([]),
  planned: z.array(PlannedEvent).default([]),
  budgets: z.array(Budget).default([]),
  units: z.array(Unit).default([]),
  /** Whose the costs are that belong to no team and no owner of an account. */
  defaultOwner: Slug.optional(),
  /** Who gets the review of all teams. */
  finance: z.email().optional(),
});
export type CostSection = z.infer<typeof CostSection>;

/** What the cost functions are shipped with: `config.json` beside each bundle. */
export const CostConfig = z.strictObject({ organization: Organization, cost: CostSection });
export type CostConfig = z.infer<typeof CostConfig>;
