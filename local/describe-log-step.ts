import type { LogStep } from './log-steps.ts';

/** What a step about log groups does or expects, in words. */
export function describeLogStep(step: LogStep): string {
  if ('makeLogGroups' in step)
    return `log groups are made: ${step.makeLogGroups.map(({ name }) => name).join(', ')}`;
  if ('tellLogCalls' in step) {
    const { call, groups, on, failed } = step.tellLogCalls;
    return `CloudTrail says ${call} of ${groups.join(', ')}${failed ? ', which failed' : ''}, on the bus ${on}`;
  }
  if ('expectRetention' in step) {
    const are = Object.entries(step.expectRetention.are).map(([name, days]) => `${name} ${days}`);
    return `days kept: ${are.join(', ')}`;
  }
  if ('planLogs' in step) return `a dry run: it would write ${step.planLogs.writes.join(', ') || 'nothing'}`;
  if ('sweepLogs' in step)
    return `a sweep of all accounts and regions: it writes ${step.sweepLogs.written}, and announces ${step.sweepLogs.told} shortenings`;
  if ('answerShortening' in step)
    return `the owner says ${step.answerShortening.answer} to the shortening of ${step.answerShortening.group}`;
  if ('logVolume' in step)
    return `CloudWatch has counted what ${step.logVolume.map(({ name }) => name).join(', ')} took in`;
  if ('watchLogVolume' in step)
    return 'the hourly look: the last two hours against the same hours of the last week';
  const { state, groups } = step.expectLogState;
  return `${state}: ${groups.join(', ') || 'none'}`;
}
