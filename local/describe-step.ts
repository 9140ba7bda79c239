import { describeLogStep } from './describe-log-step.ts';
import type { Step, StepOf } from './scenario.ts';

/** What a step does or expects, in words. */
export function describeStep(step: Step): string {
  if ('putAlarm' in step) return `CloudWatch alarm ${step.putAlarm.name} is made`;
  if ('setAlarmState' in step) return `${step.setAlarmState.alarm} goes to ${step.setAlarmState.to}`;
  if ('expectPages' in step) return expectedPages(step.expectPages);
  if ('expectNoPage' in step) return `nobody else is paged for ${step.expectNoPage.for}`;
  if ('openLink' in step)
    return `${step.openLink.person} opens the link of the ${step.openLink.in} and presses ${step.openLink.press}`;
  if ('raiseAlerts' in step) return raised(step.raiseAlerts);
  if ('clearAlerts' in step) return `the sender says ${whichOf(step.clearAlerts)} cleared`;
  if ('expectIncidents' in step) return expectedIncidents(step.expectIncidents);
  if ('expectFewMessages' in step) {
    const { person, by, atMost } = step.expectFewMessages;
    return `${person} gets at most ${atMost} messages in all by ${by.join(' and by ')}`;
  }
  if ('putSilence' in step)
    return `silence ${step.putSilence.id} for ${step.putSilence.for}: ${step.putSilence.why}`;
  if ('putOverride' in step)
    return `${step.putOverride.standIn} takes over ${step.putOverride.schedule} for ${step.putOverride.for}`;
  if ('removeOverride' in step)
    return `the override ${step.removeOverride.id} of ${step.removeOverride.schedule} is taken away`;
  if ('resolveIncidents' in step)
    return `what is open of ${step.resolveIncidents.service} is resolved by the API`;
  if ('endQuietHours' in step)
    return `the clock is moved: the quiet hours of ${step.endQuietHours.person} end now`;
  if ('walkBill' in step)
    return `the bill comes in day by day from ${step.walkBill.from} to ${step.walkBill.to}, and is judged each time`;
  if ('expectFindings' in step)
    return `what was told of: ${step.expectFindings.are.map(({ kind, service }) => `${kind} of ${service}`).join(', ')}`;
  if ('expectCostMail' in step)
    return `${step.expectCostMail.to} gets a mail that says ${step.expectCostMail.saying.map((part) => `"${part}"`).join(', ')}`;
  if ('answerFinding' in step)
    return `${step.answerFinding.to} opens the link in the mail about ${step.answerFinding.saying} and presses ${step.answerFinding.answer}`;
  if ('reviewMonth' in step) return `on ${step.reviewMonth.on} the month before is reviewed`;
  if ('fillSystems' in step) return `${step.fillSystems.people.join(' and ')} have data in four systems`;
  if ('expectPlan' in step) return 'the plan: which system is erased when';
  if ('requestErasure' in step)
    return `${step.requestErasure.person} asks to be erased, as ${step.requestErasure.as}`;
  if ('expectCase' in step) return `the case of ${step.expectCase.person} becomes ${step.expectCase.state}`;
  if ('expectErased' in step)
    return `nothing names ${step.expectErased.person}, and all of the others is there`;
  if ('expectCertificate' in step)
    return `the certificate of ${step.expectCertificate.person} is valid without a network`;
  if ('makeResource' in step)
    return `${step.makeResource.by} makes the ${step.makeResource.kind} ${step.makeResource.name}`;
  if ('planTags' in step) return 'a dry run judges what was made, and writes nothing';
  if ('tellTrail' in step) return 'CloudTrail tells of what was made';
  if ('makeFunctions' in step)
    return `${step.makeFunctions.names.join(' and ')} are made by nobody knows whom`;
  if ('sweepTags' in step) return `all accounts and regions are swept, as on ${step.sweepTags.on.join(', ')}`;
  if ('expectScores' in step)
    return `${step.expectScores.team} has ${step.expectScores.violations} violations`;
  if ('approvePlan' in step)
    return `the plan that the mail to ${step.approvePlan.mailed} names is held, and is approved`;
  if ('expectFunctions' in step)
    return `${step.expectFunctions.names.join(' and ')} are ${step.expectFunctions.are}`;
  if ('releaseFunctions' in step)
    return `${step.releaseFunctions.names.join(' and ')} are listed as in quarantine, and released`;
  if ('expectTags' in step)
    return `${step.expectTags.name}: ${step.expectTags.verdict}, and its tags are as the dry run said`;
  if ('expectIncident' in step) {
    const { alarm, state, by } = step.expectIncident;
    return `the incident of ${alarm} is ${state}${by === undefined ? '' : ` by ${by}`}`;
  }
  return describeLogStep(step);
}

function expectedPages({ people, by, notBefore, within, afterSilence }: StepOf<'expectPages'>): string {
  const when = notBefore === '0s' ? `within ${within}` : `between ${notBefore} and ${within}`;
  const after = afterSilence === undefined ? '' : `, and not before the silence ${afterSilence} has ended`;
  return `${people.join(', ')} paged by ${by.join(' and ')} ${when}${after}`;
}

function raised({ service, title, count, severity }: StepOf<'raiseAlerts'>): string {
  return `${count === 1 ? 'an alert' : `${count} alerts at once`} of ${severity} about ${service}: ${title}`;
}

function whichOf({ service, title }: StepOf<'clearAlerts'>): string {
  return title === undefined ? `all alerts about ${service} have` : `"${title}" has`;
}

function expectedIncidents({
  service,
  title,
  count,
  storms,
  state,
  collectedFiring,
  paged,
}: StepOf<'expectIncidents'>): string {
  const about = `of ${service}${title === undefined ? '' : ` (${title})`}`;
  const what = [
    ...(count === 0 && storms > 0 ? [] : [`${count} ${count === 1 ? 'incident' : 'incidents'} ${about}`]),
    ...(storms === 0 ? [] : [`${storms} storm ${count === 0 ? about : ''}`.trim()]),
  ];
  if (count === 0 && storms === 0) return `no incident ${about}`;
  const firing = collectedFiring === undefined ? '' : `, ${collectedFiring} collected alerts still fire`;
  const who = paged === undefined ? '' : paged ? ', somebody is paged' : ', nobody is paged';
  return `${what.join(' and ')}: ${state}${firing}${who}`;
}
