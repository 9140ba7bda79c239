import * as z from 'zod';
import { Day } from '../kernel/day.ts';
import { Duration, millis } from '../kernel/duration.ts';
import { Slug } from '../kernel/ids.ts';
import { Organization, TimeZone } from '../platform/schema.ts';
import { Jurisdiction } from './jurisdictions.ts';
import { Where } from './where.ts';

/** The name of a system or of a class of data within it. */
export const SystemId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/, 'letters, digits, dashes and underscores, at most 63');
export type SystemId = z.infer<typeof SystemId>;

/** What a person is known by: `userId`, `email`, `orderId`. */
export const IdentityName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,62}$/, 'the name of an identity such as userId');
export type IdentityName = z.infer<typeof IdentityName>;

const FROM = /^identity\.[A-Za-z][A-Za-z0-9_]{0,62}$/;

/** A name in AWS, as it is or where the parameter store has it. */
const Resource = z
  .string()
  .regex(/^([^$\s]|\$\{ssm:\/[\w./-]+\})+$/, `a name or ARN, or where it is, such as \${ssm:/app/table}`);
const Text = z.string().trim().min(1).max(500);
const Attribute = z.string().min(1).max(255);

/** Said where there is none; of what is wrong inside, the parts speak for themselves. */
const KEY_WANTED = {
  error: ({ code }: { readonly code?: string | undefined }) =>
    code === 'invalid_type'
      ? 'the key by which the person is found: a map with attribute and from, such as { attribute: userId, from: identity.userId }'
      : undefined,
};

/** How the person's records are found: those whose attribute has the identity's value. */
const SubjectKey = z.strictObject(
  {
    attribute: Attribute,
    from: z.string().regex(FROM, 'an identity such as identity.userId'),
    /** The secondary index that has this attribute as its key, where the table has not. */
    index: z.string().min(1).optional(),
  },
  KEY_WANTED,
);
export type SubjectKey = z.infer<typeof SubjectKey>;

/** The same for what is not made of records: the identity says it all. */
const SubjectName = SubjectKey.omit({ index: true }).partial({ attribute: true });

/** How long something stays that is not erased: `10y`, `6mo`, `90d`, or to the end of a day. */
const KeepUntil = z.union([z.string().regex(/^[1-9]\d{0,3}(d|mo|y)$/), Day], {
  error: 'a period such as 10y, 6mo or 90d, or a day such as 2036-12-31',
});

/** Why something stays although it was asked for, and how long. It goes into certificates: the law, never a person. */
const Keep = z.strictObject({
  why: Text.refine((text) => !/@|\d{6}/.test(text), 'the reason, without addresses and numbers of people'),
  until: KeepUntil,
});

const CLASS = {
  id: SystemId,
  /** Where records of this class are found by another attribute than the system's, as in a record of somebody else. */
  subjectKey: SubjectKey.optional(),
  /** Which of the records that its key finds are of this class; without it, those that no other class of that key claims. */
  where: Where.optional(),
  keep: Keep.optional(),
};
const Fields = z.array(Attribute).min(1);

/** Data of one kind in a system, and what erasing it is. */
export const DataClass = z.discriminatedUnion(
  'erase',
  [
    /** The records go; with `fields` only those of them. With `keep` nothing goes before its time. */
    z.strictObject({ ...CLASS, erase: z.literal('delete'), fields: Fields.optional() }),
    /** The records stay, and these fields no longer say whose they are. */
    z.strictObject({ ...CLASS, erase: z.literal('anonymise'), fields: Fields }),
  ],
  { error: 'a class with id and erase: delete or anonymise' },
);
export type DataClass = z.infer<typeof DataClass>;

/** A way from one identity to others: whoever has this attribute has those as well. */
const Resolve = SubjectKey.extend({
  /** By identity, the attribute that holds it. */
  gives: z.record(IdentityName, Attribute).refine((gives) => Object.keys(gives).length > 0, {
    error: 'at least one identity and the attribute that holds it, such as { userId: userId }',
  }),
});
const Resolves = z.array(Resolve).default([]);

const SYSTEM = {
  id: SystemId,
  classes: z.array(DataClass).min(1),
  /** Only when these are erased: children before their parents. */
  after: z.array(SystemId).default([]),
  /** Read again after erasing; nothing is done before it was found empty. */
  verify: z.boolean().default(true),
  /** The team that hears of what goes wrong here. */
  owner: Slug.optional(),
  /** False stops every command to it; no case is done meanwhile. */
  enabled: z.boolean().default(true),
  /** How many commands it may have at once. */
  concurrency: z.int().min(1).max(1000).default(10),
};

const CONNECTORS = [
  z.strictObject({
    ...SYSTEM,
    connector: z.literal('dynamodb'),
    table: Resource,
    subjectKey: SubjectKey,
    resolves: Resolves,
  }),
  z.strictObject({
    ...SYSTEM,
    connector: z.literal('s3'),
    bucket: Resource,
    /** The person's objects are below this and the identity: `users/` and `42` are `users/42/`. */
    prefix: z.string().max(512).default(''),
    subjectKey: SubjectName,
  }),
  z.strictObject({
    ...SYSTEM,
    connector: z.literal('rds-data'),
    cluster: Resource,
    secret: Resource,
    database: z.string().min(1),
    table: z.string().regex(/^[A-Za-z_][\w$]*(\.[A-Za-z_][\w$]*)?$/, 'a table such as orders or shop.orders'),
    subjectKey: SubjectKey,
    resolves: Resolves,
  }),
  z.strictObject({
    ...SYSTEM,
    connector: z.literal('opensearch'),
    endpoint: Resource,
    /** The name of the index, in which records are found by the field `subjectKey.attribute`. */
    index: Resource,
    subjectKey: SubjectKey.omit({ index: true }),
    resolves: Resolves,
  }),
  z.strictObject({
    ...SYSTEM,
    connector: z.literal('cognito'),
    userPool: Resource,
    subjectKey: SubjectName,
    resolves: Resolves,
  }),
  z.strictObject({
    ...SYSTEM,
    connector: z.literal('http'),
    url: z.string().regex(/^(https:\/\/\S+|\$\{ssm:\/[\w./-]+\})$/, 'an https URL, or where it is'),
    subjectKey: SubjectName.optional(),
    resolves: Resolves,
  }),
  z.strictObject({
    ...SYSTEM,
    connector: z.literal('queue'),
    queue: Resource,
    subjectKey: SubjectName.optional(),
  }),
  z.strictObject({
    ...SYSTEM,
    connector: z.literal('manual'),
    /** What the person is to do who does it. */
    instructions: Text.optional(),
    subjectKey: SubjectName.optional(),
  }),
] as const;

/** A system that holds data of people, and how it is reached. */
export const System = z.discriminatedUnion('connector', CONNECTORS, {
  error: `a system with connector, one of ${CONNECTORS.map(({ shape }) => shape.connector.value).join(', ')}`,
});
export type System = z.infer<typeof System>;

/** A reminder must come before the due date, and the shortest month has 28 days. */
const Reminder = Duration.refine((text) => millis(text) <= millis('28d'), {
  error: 'a duration of at most 28d: the shortest month',
});

const Policy = z.strictObject({
  /** How long a verified request waits, so that it can be withdrawn. */
  grace: Duration.default('3d'),
  jurisdiction: Jurisdiction.default('eu'),
  /** The calendar by which a request's day of receipt and its months are counted. */
  timeZone: TimeZone.default('UTC'),
  /** Public holidays; they count only where the jurisdiction says so. */
  holidays: z.array(Day).default([]),
  /** How long after receipt, without what the clock stood still. */
  remindAt: z.array(Reminder).default(['21d', '23d', '28d']),
  /** How long the oldest backup of any system is kept: so long a restore may bring back who was erased. */
  backups: Duration.default('35d'),
});
export type Policy = z.infer<typeof Policy>;

/** `privacy.yaml`, the data map. What the schema cannot see is checked by `checkPrivacy`. */
export const PrivacySection = z.strictObject({
  /** Far more than the record of a case has room for. */
  systems: z.array(System).min(1).max(1000),
  /** What a person may be known by; resolved across systems before anything is erased. */
  identities: z.array(IdentityName).min(1),
  policy: Policy.prefault({}),
});
export type PrivacySection = z.infer<typeof PrivacySection>;

/** What the privacy functions are shipped with: `config.json` beside each bundle. */
export const PrivacyConfig = z.strictObject({ organization: Organization, privacy: PrivacySection });
export type PrivacyConfig = z.infer<typeof PrivacyConfig>;

/** The identity that `identity.userId` names. */
export function identityOf(from: string): IdentityName {
  return from.slice('identity.'.length);
}
