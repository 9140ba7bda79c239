import * as z from 'zod';
import { Day } from '../kernel/day.ts';
import { Duration } from '../kernel/duration.ts';
import { Organization } from '../platform/schema.ts';

const KEY_FORM =
  'a tag key: 1 to 128 letters, digits, inner spaces and _ . : / = + - @, not beginning with aws:';
const VALUE_FORM = 'a tag value: at most 256 letters, digits, spaces and _ . : / = + - @';

/** What AWS takes as the key of a tag that is not its own. */
const TagKey = z.string().regex(/^(?!aws:)(?! )[\p{L}\p{Zs}\p{N}_.:/=+\-@]{1,128}(?<! )$/iu, KEY_FORM);

/** What AWS takes as the value of a tag. */
const TagValue = z.string().regex(/^[\p{L}\p{Zs}\p{N}_.:/=+\-@]{0,256}$/u, VALUE_FORM);

/** One pattern or several, of which one must fit. `*` is any run of characters, `?` is one. */
const Patterns = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1).max(100)], {
    error: 'a pattern such as "arn:aws:s3:::legacy-*", or a list of them',
  })
  .meta({ description: 'a pattern with `*` and `?`, or a list of which one must fit' });

/** Which resources something holds for: all that are named must fit. */
export const ResourceMatch = z
  .strictObject({
    arn: Patterns.optional(),
    type: Patterns.optional().meta({ description: 'type as `ec2:instance`; `ec2:*` is all of a service' }),
    account: Patterns.optional().meta({ description: 'id of the account' }),
    region: Patterns.optional(),
    env: Patterns.optional().meta({ description: '`env` of the account in organization.yaml' }),
  })
  .refine((match) => Object.values(match).some((value) => value !== undefined), {
    error: 'at least one of arn, type, account, region, env',
  });
export type ResourceMatch = z.infer<typeof ResourceMatch>;

/** Where a missing value may come from, in the order they are asked. */
export const Source = z.enum(['stack', 'asg', 'instance', 'vpc', 'account']);
export type Source = z.infer<typeof Source>;

export const Severity = z.enum(['low', 'medium', 'high']);
export type Severity = z.infer<typeof Severity>;

const Required = z.strictObject({
  key: TagKey.meta({ description: 'the key, in the one spelling that is right' }),
  values: z
    .union([z.literal('fromTeams'), z.array(TagValue.min(1)).min(1).max(1000)], {
      error: 'fromTeams, or a list of values, numbers in quotes',
    })
    .optional()
    .meta({ description: 'the values allowed; `fromTeams`: the ids of the teams in organization.yaml' }),
  pattern: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .meta({ description: 'a regular expression that the whole value must match' }),
  case: z
    .enum(['exact', 'ignore'])
    .default('exact')
    .meta({ description: '`ignore`: PROD is as right as prod' }),
  aliases: z
    .record(TagValue.min(1), z.array(TagValue.min(1)).min(1))
    .default({})
    .meta({ description: 'other names of a value, which are put right: `prod: [production, prd]`' }),
  fromCreator: z.boolean().default(false).meta({
    description: 'missing: the person who made the resource, or else the owner of its stack or account',
  }),
  inherit: z
    .array(Source)
    .min(1)
    .optional()
    .meta({ description: 'missing: taken from the first of these that has it' }),
  appliesTo: ResourceMatch.optional().meta({ description: 'only these resources; default: all' }),
  severity: Severity.default('medium').meta({ description: 'how grave it is where it is missing or wrong' }),
});
export type RequiredTag = z.infer<typeof Required>;

/** Where a rule takes values from, the preferred first; an owner, where nothing is said, from stack, group and account. */
export function sourcesOf({
  inherit,
  fromCreator,
}: Pick<RequiredTag, 'inherit' | 'fromCreator'>): readonly Source[] {
  return inherit ?? (fromCreator ? ['stack', 'asg', 'account'] : []);
}

const Grace = z.strictObject({
  remind: Duration.default('0d').meta({
    description: 'so long after it was found its owner is told, `0d`, `12h`',
  }),
  warn: Duration.default('3d').meta({ description: 'the owner is told again' }),
  quarantine: Duration.meta({ description: 'the resource is put in quarantine' }),
});
export type Grace = z.infer<typeof Grace>;

const Enforce = z.strictObject({
  mode: z.enum(['report', 'tag', 'quarantine']).default('report').meta({
    description: '`report` tells; `tag` also puts tags right; `quarantine` also stops what stays wrong',
  }),
  grace: Grace.optional().meta({ description: 'compulsory where mode is quarantine' }),
});

const Rails = z.strictObject({
  maxPerRun: z.int().min(0).max(100_000).default(50).meta({ description: 'quarantines of one run' }),
  maxPctOfTeam: z
    .number()
    .min(0)
    .max(100)
    .default(5)
    .meta({ description: 'quarantines of one run, in percent of what a team has' }),
  maxPerHour: z.int().min(0).max(100_000).default(20).meta({ description: 'quarantines within an hour' }),
});
export type Rails = z.infer<typeof Rails>;

const Exemption = z.strictObject({
  match: ResourceMatch,
  until: Day.meta({ description: 'the last day, by UTC' }),
  why: z.string().trim().min(1).max(500).meta({ description: 'the reason, for those who read it later' }),
});
export type Exemption = z.infer<typeof Exemption>;

/** Values that say nothing, whatever their case. A value that `values` allows is none of them. */
const PLACEHOLDERS = [
  'n/a',
  'na',
  'none',
  'null',
  'undefined',
  'tbd',
  'tba',
  'todo',
  'unknown',
  'changeme',
  '-',
];

/** `tags.yaml`. What ties it to the organization is checked by `checkTags`. */
export const TagsSection = z.strictObject({
  required: z.array(Required).min(1).max(50).meta({ description: 'the tags resources must have' }),
  placeholders: z
    .array(TagValue.min(1))
    .default(PLACEHOLDERS)
    .meta({ description: 'values that are as bad as none, in any case' }),
  accounts: z
    .record(z.string().regex(/^\d{12}$/, 'an AWS account id: 12 digits'), z.record(TagKey, TagValue.min(1)))
    .default({})
    .meta({ description: 'the tags that resources inherit from their account, by its id' }),
  enforce: Enforce.prefault({}),
  rails: Rails.prefault({}),
  exempt: z.array(Exemption).default([]).meta({ description: 'resources that are left alone for a time' }),
  apply: z.boolean().default(false).meta({ description: 'false: a dry run, nothing is ever written' }),
});
export type TagsSection = z.infer<typeof TagsSection>;

/** What tags are judged by: the section, and who and what there is. */
export const TagsConfig = z.strictObject({ organization: Organization, tags: TagsSection });
export type TagsConfig = z.infer<typeof TagsConfig>;
