import { setTimeout as pause } from 'node:timers/promises';
import { PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { millis } from '../shared/kernel/duration.ts';
import type { Message } from './mailbox.ts';
import { pressButton } from './page-visitor.ts';
import type { Step } from './scenario.ts';
import type { ScenarioWorld } from './scenario-world.ts';

/** What was expected and did not happen, or happened and was not expected. */
export class ExpectationFailed extends Error {
  override readonly name = 'ExpectationFailed';
}

type Of<K extends string> = Step extends infer S ? (S extends Record<K, infer V> ? V : never) : never;

const POLL_MS = 100;

/** Does one step. Resolves with what came of it in one sentence. @throws ExpectationFailed */
export function runStep(step: Step, world: ScenarioWorld, signal: AbortSignal): Promise<string> {
  if ('putAlarm' in step) return putAlarm(step.putAlarm, world);
  if ('setAlarmState' in step) return setAlarmState(step.setAlarmState, world);
  if ('expectPages' in step) return expectPages(step.expectPages, world, signal);
  if ('expectNoPage' in step) return expectNoPage(step.expectNoPage, world, signal);
  if ('openLink' in step) return openLink(step.openLink, world);
  return expectIncident(step.expectIncident, world, signal);
}

async function putAlarm({ name, description }: Of<'putAlarm'>, world: ScenarioWorld): Promise<string> {
  const topics = [world.outputs.AlarmTopicArn];
  await world.cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName: name,
      AlarmDescription: description,
      AlarmActions: topics,
      OKActions: topics,
      Namespace: 'Acme/Payments',
      MetricName: 'ErrorRate',
      Statistic: 'Average',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'ignore',
    }),
  );
  return `${name} tells ${world.outputs.AlarmTopicArn.split(':').at(-1)}`;
}

async function setAlarmState(
  { alarm, to, reason }: Of<'setAlarmState'>,
  world: ScenarioWorld,
): Promise<string> {
  world.changedAt = Date.now();
  if (to === 'ALARM') world.incidents.delete(alarm);
  await world.cloudWatch.send(
    new SetAlarmStateCommand({ AlarmName: alarm, StateValue: to, StateReason: reason }),
  );
  return `${alarm} is in ${to}: ${reason}`;
}

async function expectPages(
  expected: Of<'expectPages'>,
  world: ScenarioWorld,
  signal: AbortSignal,
): Promise<string> {
  const people = await world.people(expected.people);
  const missing = people.flatMap((person) => expected.by.map((method) => ({ person, method })));
  const got: Message[] = [];
  await until(world.changedAt + millis(expected.within), signal, async () => {
    await world.mailbox.refresh();
    for (const wanted of Array.from(missing)) {
      const message = world.mailbox.take(wanted.person, wanted.method);
      if (message === undefined) continue;
      missing.splice(missing.indexOf(wanted), 1);
      got.push(message);
    }
    return missing.length === 0;
  });
  if (missing.length > 0) {
    const who = missing.map(({ person, method }) => `${person} by ${method}`).join(', ');
    throw new ExpectationFailed(`not paged within ${expected.within}: ${who}${otherwise(world)}`);
  }
  const early = got.filter(({ seenAt }) => seenAt < world.changedAt + millis(expected.notBefore));
  if (early.length > 0) {
    throw new ExpectationFailed(
      `paged before ${expected.notBefore}: ${early.map((page) => said(page, world)).join(', ')}`,
    );
  }
  return got.map((page) => said(page, world)).join(', ');
}

async function expectNoPage(
  expected: Of<'expectNoPage'>,
  world: ScenarioWorld,
  signal: AbortSignal,
): Promise<string> {
  await until(Date.now() + millis(expected.for), signal, async () => {
    await world.mailbox.refresh();
    return world.mailbox.unexpected.length > 0;
  });
  if (world.mailbox.unexpected.length > 0)
    throw new ExpectationFailed(`nobody should have been paged${otherwise(world)}`);
  return `nobody was paged for ${expected.for}`;
}

async function openLink(
  { person: who, in: method, press }: Of<'openLink'>,
  world: ScenarioWorld,
): Promise<string> {
  const [person = who] = await world.people([who]);
  const message = world.mailbox.messages.findLast(
    (m) => m.person === person && m.method === method && m.link !== undefined,
  );
  if (message?.link === undefined) throw new ExpectationFailed(`${person} has no ${method} with a page link`);
  const notice = await pressButton(message.link, press);
  if (!notice.ok) throw new ExpectationFailed(`${person} could not press ${press}: ${notice.text}`);
  return `${person} pressed ${press}: ${notice.text}`;
}

async function expectIncident(
  expected: Of<'expectIncident'>,
  world: ScenarioWorld,
  signal: AbortSignal,
): Promise<string> {
  let last = 'there is none';
  const wanted = (await world.people(expected.by === undefined ? [] : [expected.by]))[0];
  const deadline = Date.now() + millis(expected.within);
  const arrived = await until(deadline, signal, async () => {
    const incident = await world.incidentOf(expected.alarm);
    if (incident === undefined) return false;
    const by =
      incident.state === 'acknowledged'
        ? incident.ack.by
        : incident.state === 'resolved'
          ? incident.resolution.by
          : undefined;
    last = `it is ${incident.state}${by === undefined ? '' : ` by ${by}`}`;
    return incident.state === expected.state && (wanted === undefined || by === `person:${wanted}`);
  });
  if (!arrived)
    throw new ExpectationFailed(
      `the incident of ${expected.alarm} should be ${expected.state} within ${expected.within}, but ${last}`,
    );
  return `the incident of ${expected.alarm}: ${last}`;
}

/** Asks until it is so or the time is up. */
async function until(deadline: number, signal: AbortSignal, isSo: () => Promise<boolean>): Promise<boolean> {
  for (;;) {
    signal.throwIfAborted();
    if (await isSo()) return true;
    if (Date.now() >= deadline) return false;
    await pause(POLL_MS, undefined, { signal });
  }
}

function said({ person, method, seenAt }: Message, world: ScenarioWorld): string {
  return `${person} by ${method} after ${((seenAt - world.changedAt) / 1000).toFixed(1)} s`;
}

function otherwise(world: ScenarioWorld): string {
  const others = world.mailbox.unexpected.map((page) => said(page, world));
  return others.length === 0 ? '' : `, but: ${others.join(', ')}`;
}
