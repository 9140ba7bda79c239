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
  if ('planLogs' in step) return 'what would be done, by a plan that writes nothing';
  if ('sweepLogs' in step)
    return `a sweep writes ${step.sweepLogs.written} and announces ${step.sweepLogs.told}`;
  if ('answerShortening' in step)
    return `somebody says ${step.answerShortening.answer} of ${step.answerShortening.group}`;
  const { state, groups } = step.expectLogState;
  return `${state}: ${groups.join(', ') || 'none'}`;
}
