import { notKnown, type ReachCheck } from './reach-check.ts';
import { judgeUsage } from './reach-quota.ts';

/** A deployment that adds a key fails at the limit. Keys of AWS are counted with ours, which errs on the safe side. */
export const KMS_KEYS: ReachCheck = {
  id: 'kms-keys',
  about: 'KMS keys of the region',
  judge: ({ kmsKeys }) =>
    kmsKeys.ok
      ? judgeUsage(kmsKeys.value, 'keys', 'ask for more in Service Quotas (AWS KMS, L-C2F1777E)')
      : notKnown(kmsKeys),
};
