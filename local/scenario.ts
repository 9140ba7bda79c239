import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { Duration } from '../shared/kernel/duration.ts';
import { LocalFault, UsageFault } from './local-fault.ts';
import { ROOT } from './places.ts';

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
  }),
});
/** Nobody gets a message that no step has expected. */
const ExpectNoPage = z.strictObject({ expectNoPage: z.strictObject({ for: Duration }) });
/** Opens the link in the person's last message, as a phone would, and presses the button. */
const OpenLink = z.strictObject({
  openLink: z.strictObject({
    person: Who,
    in: z.enum(['sms', 'email']),
    press: z.enum(['ack', 'escalate', 'resolve']),
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

export const Step = z.union([PutAlarm, SetAlarmState, ExpectPages, ExpectNoPage, OpenLink, ExpectIncident]);
export type Step = z.infer<typeof Step>;

/** Something that happens, and what must come of it. */
export const Scenario = z.strictObject({ title: z.string().min(1), steps: z.array(Step).min(1) });
export type Scenario = z.infer<typeof Scenario>;

/** The scenarios of `local/scenarios/`, in the order of their file names. */
export function loadScenarios(only?: string): Scenario[] {
  const dir = join(ROOT, 'local/scenarios');
  const files = readdirSync(dir)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  const wanted = only === undefined ? files : files.filter((name) => name.includes(only));
  if (wanted.length === 0)
    throw new UsageFault(`no scenario is called "${only}": there are ${files.join(', ')}`);
  return wanted.map((name) => {
    const scenario = Scenario.safeParse(parse(readFileSync(join(dir, name), 'utf8')));
    if (!scenario.success)
      throw new LocalFault(`local/scenarios/${name} is not a scenario: ${z.prettifyError(scenario.error)}`);
    return scenario.data;
  });
}

/** What a step does or expects, in words. */
export function describeStep(step: Step): string {
  if ('putAlarm' in step) return `CloudWatch alarm ${step.putAlarm.name} is made`;
  if ('setAlarmState' in step) return `${step.setAlarmState.alarm} goes to ${step.setAlarmState.to}`;
  if ('expectPages' in step) {
    const { people, by, notBefore, within } = step.expectPages;
    const when = notBefore === '0s' ? `within ${within}` : `between ${notBefore} and ${within}`;
    return `${people.join(', ')} paged by ${by.join(' and ')} ${when}`;
  }
  if ('expectNoPage' in step) return `nobody else is paged for ${step.expectNoPage.for}`;
  if ('openLink' in step)
    return `${step.openLink.person} opens the link of the ${step.openLink.in} and presses ${step.openLink.press}`;
  const { alarm, state, by } = step.expectIncident;
  return `the incident of ${alarm} is ${state}${by === undefined ? '' : ` by ${by}`}`;
}
