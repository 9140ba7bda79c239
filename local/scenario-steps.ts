import { PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { millis } from '../shared/kernel/duration.ts';
import { clearAlerts, expectFewMessages, expectIncidents, raiseAlerts } from './alert-steps.ts';
import { answerFinding, expectCostMail, expectFindings, reviewMonth, walkBill } from './cost-steps.ts';
import { ExpectationFailed, until } from './expectation.ts';
import { runLogStep } from './log-steps.ts';
import type { Message } from './mailbox.ts';
import {
  endQuietHours,
  putOverride,
  putSilence,
  removeOverride,
  resolveIncidents,
} from './operator-steps.ts';
import { pressButton } from './page-visitor.ts';
import {
  expectCase,
  expectCertificate,
  expectErased,
  expectPlan,
  fillSystems,
  requestErasure,
} from './privacy-steps.ts';
import type { Step, StepOf } from './scenario.ts';
import type { ScenarioWorld } from './scenario-world.ts';
import { expectTags, makeResource, planTags, tellTrail } from './tag-steps.ts';
import {
  approvePlan,
  expectFunctions,
  expectScores,
  makeFunctions,
  releaseFunctions,
  sweepTags,
} from './tag-sweep-steps.ts';

/** Does one step. Resolves with what came of it in one sentence. @throws ExpectationFailed */
export function runStep(step: Step, world: ScenarioWorld, signal: AbortSignal): Promise<string> {
  if ('putAlarm' in step) return putAlarm(step.putAlarm, world);
  if ('setAlarmState' in step) return setAlarmState(step.setAlarmState, world);
  if ('expectPages' in step) return expectPages(step.expectPages, world, signal);
  if ('expectNoPage' in step) return expectNoPage(step.expectNoPage, world, signal);
  if ('openLink' in step) return openLink(step.openLink, world);
  if ('raiseAlerts' in step) return raiseAlerts(step.raiseAlerts, world);
  if ('clearAlerts' in step) return clearAlerts(step.clearAlerts, world);
  if ('expectIncidents' in step) return expectIncidents(step.expectIncidents, world, signal);
  if ('expectFewMessages' in step) return expectFewMessages(step.expectFewMessages, world, signal);
  if ('putSilence' in step) return putSilence(step.putSilence, world);
  if ('putOverride' in step) return putOverride(step.putOverride, world);
  if ('removeOverride' in step) return removeOverride(step.removeOverride, world);
  if ('resolveIncidents' in step) return resolveIncidents(step.resolveIncidents, world);
  if ('endQuietHours' in step) return endQuietHours(step.endQuietHours, world);
  if ('walkBill' in step) return walkBill(step.walkBill, world, signal);
  if ('expectFindings' in step) return expectFindings(step.expectFindings, world);
  if ('expectCostMail' in step) return expectCostMail(step.expectCostMail, world, signal);
  if ('answerFinding' in step) return answerFinding(step.answerFinding, world);
  if ('reviewMonth' in step) return reviewMonth(step.reviewMonth, world);
  if ('fillSystems' in step) return fillSystems(step.fillSystems, world, signal);
  if ('expectPlan' in step) return expectPlan(step.expectPlan);
  if ('requestErasure' in step) return requestErasure(step.requestErasure, world);
  if ('expectCase' in step) return expectCase(step.expectCase, world, signal);
  if ('expectErased' in step) return expectErased(step.expectErased, world);
  if ('expectCertificate' in step) return expectCertificate(step.expectCertificate, world);
  if ('makeResource' in step) return makeResource(step.makeResource, world);
  if ('planTags' in step) return planTags(step.planTags, world);
  if ('tellTrail' in step) return tellTrail(step.tellTrail, world);
  if ('expectTags' in step) return expectTags(step.expectTags, world, signal);
  if ('makeFunctions' in step) return makeFunctions(step.makeFunctions, world);
  if ('sweepTags' in step) return sweepTags(step.sweepTags, world, signal);
  if ('expectScores' in step) return expectScores(step.expectScores, world);
  if ('approvePlan' in step) return approvePlan(step.approvePlan, world);
  if ('expectFunctions' in step) return expectFunctions(step.expectFunctions, world, signal);
  if ('releaseFunctions' in step) return releaseFunctions(step.releaseFunctions, world, signal);
  if ('expectIncident' in step) return expectIncident(step.expectIncident, world, signal);
  return runLogStep(step, world, signal);
}

async function putAlarm({ name, description }: StepOf<'putAlarm'>, world: ScenarioWorld): Promise<string> {
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
  { alarm, to, reason }: StepOf<'setAlarmState'>,
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
  expected: StepOf<'expectPages'>,
  world: ScenarioWorld,
  signal: AbortSignal,
): Promise<string> {
  const people = await world.people(expected.people);
  const missing = people.flatMap((person) => expected.by.map((method) => ({ person, method })));
  const got: Message[] = [];
  await until(world.changedAt + millis(expected.within), signal, async () => {
    await world.mailbox.refresh();
    for (const wanted of Array.from(missing)) {
      const message = world.mailbox.take(wanted.person, wanted.method, expected.saying);
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
  const silenced = expected.afterSilence === undefined ? 0 : (world.silences.get(expected.afterSilence) ?? 0);
  const earliest = Math.max(silenced, world.changedAt + millis(expected.notBefore));
  const early = got.filter(({ seenAt }) => seenAt < earliest);
  if (early.length > 0) {
    throw new ExpectationFailed(
      `paged before ${expected.afterSilence ?? expected.notBefore}: ${early.map((page) => said(page, world)).join(', ')}`,
    );
  }
  return got.map((page) => said(page, world)).join(', ');
}

async function expectNoPage(
  expected: StepOf<'expectNoPage'>,
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
  { person: who, in: method, press, saying = '' }: StepOf<'openLink'>,
  world: ScenarioWorld,
): Promise<string> {
  const [person = who] = await world.people([who]);
  const message = world.mailbox.messages.findLast(
    (m) =>
      m.person === person &&
      m.method === method &&
      m.link !== undefined &&
      `${m.subject ?? ''} ${m.text}`.includes(saying),
  );
  if (message?.link === undefined) throw new ExpectationFailed(`${person} has no ${method} with a page link`);
  const notice = await pressButton(message.link, press);
  if (!notice.ok) throw new ExpectationFailed(`${person} could not press ${press}: ${notice.text}`);
  return `${person} pressed ${press}: ${notice.text}`;
}

async function expectIncident(
  expected: StepOf<'expectIncident'>,
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

function said({ person, method, seenAt }: Message, world: ScenarioWorld): string {
  return `${person} by ${method} after ${((seenAt - world.changedAt) / 1000).toFixed(1)} s`;
}

function otherwise(world: ScenarioWorld): string {
  const others = world.mailbox.unexpected.map((page) => said(page, world));
  return others.length === 0 ? '' : `, but: ${others.join(', ')}`;
}
