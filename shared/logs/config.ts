import * as z from 'zod';
import { Duration, millis } from '../kernel/duration.ts';
import { Slug } from '../kernel/ids.ts';
import { Organization } from '../platform/schema.ts';
import { acceptedDays, MOST_DAYS } from './accepted-days.ts';

const DAYS_FORM = `days from 1 to ${MOST_DAYS} such as 30 or 30d, or never`;

/** A number of days, `30` or `30d`, rounded up to what CloudWatch accepts. */
const Days = z
  .union(
    [
      z.int({ error: DAYS_FORM }).min(1, DAYS_FORM).max(MOST_DAYS, DAYS_FORM),
      z.string().regex(/^0*[1-9]\d{0,3}d$/, DAYS_FORM),
    ],
    { error: DAYS_FORM },
  )
  .transform((days, context) => {
    const accepted = acceptedDays(typeof days === 'number' ? days : Number(days.slice(0, -1)));
    if (accepted !== undefined) return accepted;
    context.addIssue({ code: 'custom', message: DAYS_FORM });
    return z.NEVER;
  })
  .meta({
    description: `${MOST_DAYS} at most, rounded up to what CloudWatch accepts: 45 is 60, 2190 is 2192`,
  });

const Patterns = z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(100)], {
  error: 'a name such as /app, a pattern such as "/aws/lambda/*-debug", or a list of them',
});

const LogClass = z.enum(['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY']);

/** Which log groups a rule speaks about: all that are named must fit. */
const LogMatch = z
  .strictObject({
    name: Patterns.optional().meta({
      description: 'exactly this name, or a pattern: `*` is any run of characters, `/` too, `?` is one',
    }),
    level: Slug.optional().meta({ description: 'the level of the group by its tag or the end of its name' }),
    account: z.string().min(1).optional().meta({ description: 'id or name of the account' }),
    env: Slug.optional().meta({ description: '`env` of the account in organization.yaml' }),
    class: LogClass.optional(),
  })
  .refine((match) => Object.values(match).some((value) => value !== undefined), {
    error: 'at least one of name, level, account, env, class; name: "*" is every group',
  });
export type LogMatch = z.infer<typeof LogMatch>;

const LogRule = z
  .strictObject({
    match: LogMatch,
    level: Slug.optional().meta({ description: 'keeps them as long as this level' }),
    days: z.union([Days, z.literal('never')], { error: DAYS_FORM }).optional(),
    floor: z
      .strictObject({ why: z.string().trim().min(1).max(200), days: Days })
      .optional()
      .meta({ description: 'never less than this, and why' }),
    never: z.literal(true).optional().meta({ description: 'they never expire; the same as `days: never`' }),
  })
  .refine(
    ({ level, days, floor, never }) =>
      [level, days, floor, never].filter((one) => one !== undefined).length === 1,
    { error: 'exactly one of level, days, floor, never: true' },
  );
export type LogRule = z.infer<typeof LogRule>;

const Protect = z.strictObject({
  shortenOnlyAfter: Duration.default('7d').meta({
    description: 'between the announcement and the shortening',
  }),
  neverShortenWithout: z
    .enum(['approval', 'announcement'])
    .default('approval')
    .meta({ description: '`approval`: somebody has to agree; `announcement`: to wait is enough' }),
  keepNeverExpireOnFloor: z
    .boolean()
    .default(true)
    .meta({ description: 'a group with a floor that never expires is left as it is' }),
  vetoTag: z
    .string()
    .min(1)
    .max(128)
    .default('keep-logs')
    .meta({ description: 'a group with this tag is never shortened' }),
});

const Volume = z.strictObject({
  factor: z.number().min(1.5).max(1000).default(5).meta({
    description: 'how many times the same hour of the last week is an explosion',
  }),
  hours: z.int().min(1).max(24).default(2).meta({ description: 'for how many hours one after the other' }),
  minUsdPerDay: z.number().min(0).max(1e6).default(10).meta({ description: 'cheaper ones are not told' }),
});
export type VolumeRule = z.infer<typeof Volume>;

/** For no longer does a queue keep a message back. */
const LONGEST_SETTLE_MS = millis('15m');
const SETTLE_FORM = 'a duration of at most 15m, such as 2m';

/** Groups that belong to a service of AWS, which undoes or refuses what others set. */
const SERVICE_OWNED = ['aws-controltower*', '/aws-controltower*', '/aws/lambda/aws-controltower*'];

/** How long each level is kept where `levels` does not say. */
export const DEFAULT_LEVELS: Readonly<Record<string, number>> = { debug: 7, info: 30, warn: 90, error: 90 };

/** `logs.yaml`. What ties it together is checked by `checkLogs`. */
export const LogsSection = z.strictObject({
  levels: z
    .record(Slug, Days)
    .transform((stated) => ({ ...DEFAULT_LEVELS, ...stated }))
    .default({ ...DEFAULT_LEVELS })
    .meta({
      description:
        'how long each level is kept; those that are not named: debug 7, info 30, warn 90, error 90',
    }),
  defaultLevel: Slug.default('info').meta({ description: 'of a group about which nothing else speaks' }),
  levelTag: z.string().min(1).max(128).default('level').meta({ description: 'the tag that names the level' }),
  rules: z.array(LogRule).max(500).default([]).meta({ description: 'all that fit speak; the longest wins' }),
  protect: Protect.prefault({}),
  serviceOwned: z
    .array(z.string().min(1))
    .default(SERVICE_OWNED)
    .meta({ description: 'names and patterns of groups that are left to AWS' }),
  volume: Volume.prefault({}),
  settle: Duration.refine((wait) => millis(wait) <= LONGEST_SETTLE_MS, SETTLE_FORM)
    .default('2m')
    .meta({
      description:
        'between a call that made or changed a group and the look at it, so that what its own template sets is there',
    }),
  ownWithin: Duration.default('1h').meta({
    description: 'what others set within so long after a group was created is what its own template wants',
  }),
  defaultOwner: Slug.optional().meta({ description: 'the team that is told where an account has no owner' }),
  apply: z.boolean().default(false).meta({ description: 'false: a dry run, nothing is ever written' }),
});
export type LogsSection = z.infer<typeof LogsSection>;

/** Seconds between a call about a group and the look at it. */
export function settleSeconds({ settle }: Pick<LogsSection, 'settle'>): number {
  return millis(settle) / 1000;
}

/** What log groups are judged by: the section, and which accounts there are. */
export const LogsConfig = z.strictObject({ organization: Organization, logs: LogsSection });
export type LogsConfig = z.infer<typeof LogsConfig>;
