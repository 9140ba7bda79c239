import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { FindingKind } from '../shared/cost/finding.ts';
import { Day } from '../shared/kernel/day.ts';
import { Duration } from '../shared/kernel/duration.ts';
import { Slug } from '../shared/kernel/ids.ts';
import { Severity } from '../shared/paging/events.ts';
import { LocalFault, UsageFault } from './local-fault.ts';
import { LOG_STEPS } from './log-scenario.ts';
import { ROOT } from './places.ts';
import { PRIVACY_STEPS } from './privacy-scenario.ts';
import { TAG_STEPS } from './tag-scenario.ts';

const AlarmName = z.string().min(1);
/** A person's id, or `on-call:<schedule>` for whoever is on call there by then. */
const Who = z
  .string()
  .regex(/^(on-call:)?[a-z0-9][a-z0-9-]*$/, 'a person such as carol, or on-call:payments-primary');
const ChannelList = z.array(z.enum(['sms', 'email'])).min(1);

const PutAlarm = z.strictObject({ putAlarm: z.strictObject({ name: AlarmName, description: z.string() }) });
const SetAlarmState = z.strictObject({
  setAlarmState: z.strictObject({ alarm: AlarmName, to: z.enum(['ALARM', 'OK']), reason: z.string() }),
});
/** Each of the people gets exactly one message by each of the methods, between the two times, counted from the last change of an alarm. */
const ExpectPages = z.strictObject({
  expectPages: z.strictObject({
    people: z.array(Who).min(1),
    by: ChannelList,
    notBefore: Duration.default('0s'),
    within: Duration,
    /** What the message must say, in its subject or in its text. */
    saying: z.array(z.string().min(1)).default([]),
    /** Not while this silence of the scenario was in force. */
    afterSilence: Slug.optional(),
  }),
});
/** Nobody gets a message that no step has expected. */
const ExpectNoPage = z.strictObject({ expectNoPage: z.strictObject({ for: Duration }) });
/** Opens the link in the person's last message that says so, as a phone would, and presses the button. */
const OpenLink = z.strictObject({
  openLink: z.strictObject({
    person: Who,
    in: z.enum(['sms', 'email']),
    press: z.enum(['ack', 'escalate', 'resolve']),
    saying: z.string().min(1).optional(),
  }),
});
const ExpectIncident = z.strictObject({
  expectIncident: z.strictObject({
    alarm: AlarmName,
    state: z.enum(['triggered', 'acknowledged', 'resolved']),
    /** Who brought it into that state. */
    by: Who.optional(),
    within: Duration,
  }),
});

/** Alerts on the Belltower bus, all at once; the label `ladder` is what the routes of config/local go by. */
const RaiseAlerts = z.strictObject({
  raiseAlerts: z.strictObject({
    service: Slug,
    title: z.string().min(1),
    count: z.int().min(1).max(100).default(1),
    severity: Severity,
    ladder: Slug,
  }),
});
/** Those of the service that were raised before are resolved by their sender, all or only those of one title. */
const ClearAlerts = z.strictObject({
  clearAlerts: z.strictObject({ service: Slug, title: z.string().optional() }),
});
/** So many ordinary incidents and so many storms of the service are in the state, and no others. */
const ExpectIncidents = z.strictObject({
  expectIncidents: z.strictObject({
    service: Slug,
    title: z.string().optional(),
    count: z.int().min(0),
    storms: z.int().min(0).default(0),
    state: z.enum(['triggered', 'acknowledged', 'resolved']),
    /** How many alerts that the storms have collected still fire. */
    collectedFiring: z.int().min(0).optional(),
    /** Whether anybody has been paged for each of them. */
    paged: z.boolean().optional(),
    within: Duration,
  }),
});
/** When all pages of the service have gone out, the person has got at least one message by each method, but no more than this. */
const ExpectFewMessages = z.strictObject({
  expectFewMessages: z.strictObject({
    service: Slug,
    person: Who,
    by: ChannelList,
    atMost: z.int().min(1),
    within: Duration,
  }),
});
const PutSilence = z.strictObject({
  putSilence: z.strictObject({ id: Slug, match: z.array(z.string()).min(1), for: Duration, why: z.string() }),
});
/** Somebody is on call in the place of whoever is on call there now. */
const PutOverride = z.strictObject({
  putOverride: z.strictObject({ schedule: Slug, id: Slug, standIn: Slug, for: Duration }),
});
const RemoveOverride = z.strictObject({ removeOverride: z.strictObject({ schedule: Slug, id: Slug }) });
/** Somebody resolves by the API what is open of the service. */
const ResolveIncidents = z.strictObject({ resolveIncidents: z.strictObject({ service: Slug }) });
/** Moves the clock: what is held for the person about the service is due now, and the sweeper is woken. */
const EndQuietHours = z.strictObject({ endQuietHours: z.strictObject({ person: Slug, service: Slug }) });

/** The runs for costs of 06:00 of these days, one after the other, with the bill as it was then. */
const WalkBill = z.strictObject({ walkBill: z.strictObject({ from: Day, to: Day }) });
/** What has been told of by now: at least these, each by this day, and no more than so many in all. */
const ExpectFindings = z.strictObject({
  expectFindings: z.strictObject({
    are: z
      .array(
        z.strictObject({
          service: z.string().min(1),
          kind: FindingKind,
          on: Day,
          via: z.enum(['mail', 'page']).optional(),
        }),
      )
      .min(1),
    atMost: z.int().min(1),
  }),
});
const Address = z.email();
const ExpectCostMail = z.strictObject({
  expectCostMail: z.strictObject({
    to: Address,
    saying: z.array(z.string().min(1)).min(1),
    within: Duration,
  }),
});
/** The owner opens the link of the mail and presses a button. */
const AnswerFinding = z.strictObject({
  answerFinding: z.strictObject({
    to: Address,
    saying: z.string().min(1),
    answer: z.enum(['expected', 'investigating', 'muted']),
  }),
});
/** The run of 07:00 that reviews the month before. */
const ReviewMonth = z.strictObject({ reviewMonth: z.strictObject({ on: Day }) });

export const Step = z.union([
  PutAlarm,
  SetAlarmState,
  ExpectPages,
  ExpectNoPage,
  OpenLink,
  ExpectIncident,
  RaiseAlerts,
  ClearAlerts,
  ExpectIncidents,
  ExpectFewMessages,
  PutSilence,
  PutOverride,
  RemoveOverride,
  ResolveIncidents,
  EndQuietHours,
  WalkBill,
  ExpectFindings,
  ExpectCostMail,
  AnswerFinding,
  ReviewMonth,
  ...TAG_STEPS,
  ...LOG_STEPS,
  ...PRIVACY_STEPS,
]);
export type Step = z.infer<typeof Step>;
/** What is said of a step of this name. */
export type StepOf<K extends string> = Step extends infer S
  ? S extends Record<K, infer V>
    ? V
    : never
  : never;

/** Something that happens, and what must come of it. */
export const Scenario = z.strictObject({ title: z.string().min(1), steps: z.array(Step).min(1) });
export type Scenario = z.infer<typeof Scenario>;

/** The scenarios of `local/scenarios/`, in the order of their file names. */
export function loadScenarios(only: readonly string[] = ['']): Scenario[] {
  const dir = join(ROOT, 'local/scenarios');
  const files = readdirSync(dir)
    .filter((name) => name.endsWith('.yaml'))
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  const missing = only.find((part) => !files.some((name) => name.includes(part)));
  if (missing !== undefined)
    throw new UsageFault(`no scenario is called "${missing}": there are ${files.join(', ')}`);
  const wanted = files.filter((name) => only.some((part) => name.includes(part)));
  return wanted.map((name) => {
    const scenario = Scenario.safeParse(parse(readFileSync(join(dir, name), 'utf8')));
    if (!scenario.success)
      throw new LocalFault(`local/scenarios/${name} is not a scenario: ${z.prettifyError(scenario.error)}`);
    return scenario.data;
  });
}
