import * as z from 'zod';
import { Duration } from '../kernel/duration.ts';
import { Slug } from '../kernel/ids.ts';

/**
 * An IANA time zone name. That it exists is checked where configuration is read (`time-zone.ts`): asking costs 2 ms a
 * zone, which no cold start should pay.
 */
export const TimeZone = z.string().min(1).max(64);

export const AccountId = z.string().regex(/^\d{12}$/, 'an AWS account id: 12 digits');
export const Region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as eu-west-1');

/** How a person is told. Voice is not sent yet; its steps are passed over and said so. */
const Method = z.enum(['sms', 'email', 'webhook', 'voice']);
export type Method = z.infer<typeof Method>;

/** How a page goes out: to a person, or to the sink, where the heartbeat's pages end. Nobody can configure that one. */
export const PageMethod = z.enum([...Method.options, 'sink']);
export type PageMethod = z.infer<typeof PageMethod>;

/** One step of a personal notification rule; `after` counts from the moment the rung reached the person. */
export const NotifyStep = z.strictObject({ method: Method, after: Duration.default('0m') });
export type NotifyStep = z.infer<typeof NotifyStep>;

/** A step as a rung that has begun keeps it. */
export const PageStep = NotifyStep.extend({ method: PageMethod });
export type PageStep = z.infer<typeof PageStep>;

/** How to reach someone for high (SEV1, SEV2) and for low (SEV3, SEV4) urgency. */
export const NotifyRules = z.strictObject({
  high: z.array(NotifyStep).min(1).max(10).optional(),
  low: z.array(NotifyStep).min(1).max(10).optional(),
});
export type NotifyRules = z.infer<typeof NotifyRules>;

const Account = z.strictObject({ id: AccountId, name: Slug, env: Slug.optional(), owner: Slug.optional() });

const Team = z.strictObject({
  id: Slug,
  name: z.string().min(1),
  lead: Slug.optional(),
  /** Who a `{ team: … }` target reaches; without it, the lead. */
  members: z.array(Slug).optional(),
  email: z.email().optional(),
  timeZone: TimeZone.optional(),
});

export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as "08:00"');
export const Weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);

/** When a person is not woken for low urgency; `to` at or before `from` wraps past midnight, equal means 24 hours. */
export const QuietHours = z.strictObject({
  from: TimeOfDay,
  to: TimeOfDay,
  /** On which days they begin; by default on all. */
  days: z
    .array(Weekday)
    .min(1)
    .default([...Weekday.options]),
});
export type QuietHours = z.infer<typeof QuietHours>;

const Person = z.strictObject({
  id: Slug,
  name: z.string().min(1),
  timeZone: TimeZone,
  notify: NotifyRules.optional(),
  quietHours: QuietHours.optional(),
});

/** `organization.yaml`: who and what there is. Never a phone number or a private address. */
export const Organization = z.strictObject({
  name: Slug,
  home: z.strictObject({ region: Region }),
  accounts: z.array(Account).default([]),
  regions: z.array(Region).default([]),
  teams: z.array(Team).default([]),
  people: z.array(Person).default([]),
  /** The address pages are mailed from, or the domain to verify for it; without it nothing is mailed. */
  sender: z.email().optional(),
});
export type Organization = z.infer<typeof Organization>;
