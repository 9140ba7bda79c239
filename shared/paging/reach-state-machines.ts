import { notKnown, type ReachCheck } from './reach-check.ts';
import { judgeUsage } from './reach-quota.ts';

/** A deployment that adds a state machine, or makes one anew, fails at the limit. */
export const STATE_MACHINES: ReachCheck = {
  id: 'state-machines',
  about: 'State machines of Step Functions',
  judge: ({ stateMachines }) => {
    if (!stateMachines.ok) return notKnown(stateMachines);
    const { used, limit } = stateMachines.value;
    if (limit === undefined)
      return {
        state: 'unknown',
        seen: `${used} state machines; Service Quotas names no limit of them`,
        advice: 'compare with the quota of registered state machines in Service Quotas (AWS Step Functions)',
      };
    return judgeUsage(
      { used, limit },
      'state machines',
      'delete those that nobody needs, or ask for more in Service Quotas (AWS Step Functions, registered state machines)',
    );
  },
};
