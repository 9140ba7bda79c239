import { notKnown, type ReachCheck } from './reach-check.ts';
import { judgeUsage } from './reach-quota.ts';

/** Every open incident that pages is an execution; at the limit no ladder starts. */
export const EXECUTIONS: ReachCheck = {
  id: 'open-executions',
  about: 'Open executions of Step Functions',
  judge: ({ executions }) => {
    if (!executions.ok) return notKnown(executions);
    if (executions.value === undefined)
      return { state: 'ok', seen: 'Step Functions has counted none in the last hour' };
    return judgeUsage(
      executions.value,
      'executions',
      'find what starts so many in this account, or ask for more in Service Quotas (AWS Step Functions)',
    );
  },
};
