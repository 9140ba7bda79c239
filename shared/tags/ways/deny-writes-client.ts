import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { logCalls } from '../../runtime/aws-calls.ts';
import { clientOptions } from '../../runtime/client-options.ts';
import {
  type BucketPolicy,
  hasOurs,
  letsOtherAccountWrite,
  letsServiceWrite,
  readPolicy,
  withOurs,
  withoutOurs,
} from './bucket-policy.ts';
import type { BucketBefore } from './deny-writes.ts';
import { refusedFor, type Stopper, type StopperOptions } from './stopper.ts';
import { lastOf } from './way.ts';

/** Adds our statement to policies of buckets and takes it out again. S3 cannot be asked to do so only if nobody else does. */
export function bucketStopper(
  options: StopperOptions,
  s3 = logCalls(new S3Client({ ...clientOptions(), ...options, followRegionRedirects: true })),
): Stopper<BucketBefore> {
  const write = async (arn: string, policy: BucketPolicy | undefined) => {
    const Bucket = lastOf(arn);
    if (policy === undefined) await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    else await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(policy) }));
  };
  return {
    async look(arn, account) {
      const policy = await policyOf(s3, arn);
      if (policy === 'none') return { way: 'deny-writes', denied: false };
      if (policy === undefined) return refusedFor('POLICY_UNREADABLE');
      if (hasOurs(policy)) return { way: 'deny-writes', denied: true };
      if (letsServiceWrite(policy)) return refusedFor('AWS_WRITES_THERE');
      if (letsOtherAccountWrite(policy, account)) return refusedFor('OTHER_ACCOUNT_WRITES_THERE');
      return { way: 'deny-writes', denied: false };
    },
    async stop(arn) {
      const policy = await policyOf(s3, arn);
      if (policy === undefined || (policy !== 'none' && hasOurs(policy))) return;
      await write(arn, withOurs(policy === 'none' ? undefined : policy, arn));
    },
    async putBack(arn) {
      const policy = await policyOf(s3, arn);
      if (policy !== undefined && policy !== 'none' && hasOurs(policy)) await write(arn, withoutOurs(policy));
    },
  };
}

/** Undefined: there is one, and it cannot be read. */
async function policyOf(s3: S3Client, arn: string): Promise<BucketPolicy | 'none' | undefined> {
  try {
    const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket: lastOf(arn) }));
    return readPolicy(Policy);
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'NoSuchBucketPolicy') return 'none';
    throw thrown;
  }
}
