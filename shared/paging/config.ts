import * as z from 'zod';
import { Duration, millis } from '../kernel/duration.ts';
import { Slug } from '../kernel/ids.ts';
import { NotifyRules, Organization, TimeOfDay, TimeZone, Weekday } from '../platform/schema.ts';
import { Severity, Tier } from './events.ts';
import { MatcherText } from './matcher.ts';

const WallClock = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, 'a wall-clock time such as 2026-01-05T09:00')
  .refine((text) => {
    const at = new Date(`${text}:00Z`);
    return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
  }, 'a date that exists, such as 2026-01-05T09:00');
const HttpsUrl = z.url({ protocol: /^https$/, error: 'an https URL' });

/** A length of time that passes: 0 would page without end. */
const Wait = z.string().regex(/^[1-9]\d{0,5}[smhd]$/, 'a duration longer than 0, such as 20s, 5m, 8h or 7d');

/** Hours of the week someone may be on call; `to` at or before `from` wraps past midnight, equal means 24 hours. */
export const Restriction = z.strictObject({ days: z.array(Weekday).min(1), from: TimeOfDay, to: TimeOfDay });
export type Restriction = z.infer<typeof Restriction>;

/** One rotation. `start` is wall clock in the layer's zone and the hour of every handoff. */
export const Layer = z.strictObject({
  id: Slug,
  /** Where `start` and the restrictions are wall clock; without it, the schedule's. */
  timeZone: TimeZone.optional(),
  start: WallClock,
  rotation: z.strictObject({
    every: z.int().min(1).max(1000),
    unit: z.enum(['hour', 'day', 'week', 'month']),
  }),
  participants: z.array(Slug).min(1),
  restrictions: z.array(Restriction).min(1).optional(),
});
export type Layer = z.infer<typeof Layer>;

/** Who is on call when; later layers win over earlier ones. */
export const Schedule = z.strictObject({
  id: Slug,
  timeZone: TimeZone,
  layers: z.array(Layer).min(1),
  /** Raising it, from 1, makes every older link to its calendar worthless. */
  calendarVersion: z.int().min(1).optional(),
});
export type Schedule = z.infer<typeof Schedule>;

/** Whom a rung reaches: whoever is on call, one person, or everyone of a team. */
export const Target = z.union(
  [z.strictObject({ schedule: Slug }), z.strictObject({ person: Slug }), z.strictObject({ team: Slug })],
  { error: 'exactly one of { schedule: … }, { person: … }, { team: … }' },
);
export type Target = z.infer<typeof Target>;

/** One step of a ladder; `after` counts from the incident's start. */
const Rung = z.strictObject({ after: Duration, targets: z.array(Target).min(1) });

/** Who is called, in what order, until someone acts. After the repeats comes the catch-all, for ever. */
export const Ladder = z.strictObject({
  id: Slug,
  /** Whose incidents these are; without it, the team of the same name. */
  team: Slug.optional(),
  rungs: z.array(Rung).min(1),
  repeat: z
    .strictObject({ times: z.int().min(0).max(100).default(0), every: Wait.default('15m') })
    .default({ times: 0, every: '15m' }),
  /** How long an acknowledgement of SEV2 to SEV4 holds. */
  ackTimeout: Wait.optional(),
  sev1: z
    .strictObject({
      allHands: z.array(Target).min(1),
      executivesAfter: Duration.default('60m'),
      executives: z.array(Target).default([]),
      /** How long an acknowledgement of a SEV1 holds. */
      ackTimeout: Wait.default('60m'),
    })
    .optional(),
});
export type Ladder = z.infer<typeof Ladder>;

/** Which alerts become what: first match wins, `continue` goes on. A route without `match` takes everything. */
export const Route = z.strictObject({
  match: z.array(MatcherText).min(1).optional(),
  continue: z.boolean().default(false),
  service: Slug.optional(),
  severity: Severity.optional(),
  tier: Tier.optional(),
  ladder: Slug,
  runbook: HttpsUrl.optional(),
});
export type Route = z.infer<typeof Route>;

/** A sender of the generic webhook or that of Alertmanager. Raising `keyVersion` makes every older key worthless. */
export const Integration = z.strictObject({
  id: Slug,
  keyVersion: z.int().min(1).default(1),
  labels: z.record(z.string().max(64), z.string().max(256)).default({}),
});
export type Integration = z.infer<typeof Integration>;

/** How Belltower proves to itself, and to the outside if it is asked to, that pages get through. */
const Heartbeat = z.strictObject({
  /** How often a synthetic alert goes the whole way to the sink. On AWS whole minutes. */
  every: Wait.refine((every) => millis(every) >= 10_000).default('5m'),
  /** Called at most once in that time, and only while the heartbeat arrives and the sweeper runs. */
  deadManUrl: HttpsUrl.optional(),
});

/** `paging.yaml`. What ties its parts together is checked by `checkPaging`. */
export const PagingSection = z.strictObject({
  routes: z.array(Route).min(1),
  ladders: z.array(Ladder).min(1),
  schedules: z.array(Schedule).default([]),
  /** Raising it makes every older link to any calendar worthless. */
  calendarVersion: z.int().min(1).default(1),
  integrations: z.array(Integration).default([]),
  /** For people who set no rules of their own. */
  notify: NotifyRules.default({}),
  /** Also take changes of CloudWatch alarms from the account's default event bus. */
  cloudwatchEvents: z.boolean().default(false),
  /** Also take events of AWS Health from there. */
  healthEvents: z.boolean().default(false),
  /**
   * SNS logs what becomes of text messages (docs/operations.md says how to switch that on), and pages by SMS are followed
   * up: without a success after 45 seconds the next method or rung comes at once.
   */
  smsReceipts: z.boolean().default(false),
  /**
   * One message in this time about one service to one person by SMS or e-mail; further ones are put together. A SEV1 and
   * what belongs to the incident of the message before do not wait.
   */
  oneMessagePer: Wait.default('60s'),
  /** How long an acknowledgement of SEV2 to SEV4 holds where the ladder does not say. */
  ackTimeout: Wait.default('2h'),
  /** False: nothing watches the whole way, and no alarm goes off when it is blocked. */
  heartbeat: z
    .union([z.literal(false), Heartbeat], {
      error:
        'false, or { every: a duration of 10s or more such as 5m, deadManUrl: an https URL } with either left out at will',
    })
    .prefault({}),
});
export type PagingSection = z.infer<typeof PagingSection>;

/** What the paging functions are shipped with: `config.json` beside each bundle. */
export const PagingConfig = z.strictObject({ organization: Organization, paging: PagingSection });
export type PagingConfig = z.infer<typeof PagingConfig>;

/** How long the last synthetic alert to arrive may lie back, in intervals of the heartbeat. */
const FRESH_INTERVALS = 2.5;

/** The interval of the heartbeat and how old its last arrival may become, in milliseconds; undefined where it is off. */
export function heartbeatTimes({
  heartbeat,
}: Pick<PagingSection, 'heartbeat'>): { readonly everyMs: number; readonly freshMs: number } | undefined {
  if (heartbeat === false) return undefined;
  const everyMs = millis(heartbeat.every);
  return { everyMs, freshMs: everyMs * FRESH_INTERVALS };
}
