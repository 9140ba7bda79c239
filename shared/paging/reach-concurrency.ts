import { notKnown, type ReachCheck } from './reach-check.ts';
import { judgeUsage } from './reach-quota.ts';

/** What functions have reserved is taken from the account's; a deployment that would leave too little for others fails. */
export const CONCURRENCY: ReachCheck = {
  id: 'lambda-concurrency',
  about: 'Reserved concurrency of Lambda',
  judge: ({ concurrency }) =>
    concurrency.ok
      ? judgeUsage(
          concurrency.value,
          'reserved',
          'ask for more concurrent executions in Service Quotas (AWS Lambda, L-B99A9384)',
        )
      : notKnown(concurrency),
};
