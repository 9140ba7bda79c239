import * as z from 'zod';
import { wayOf } from './way.ts';

/** Whether the statement of ours is in the bucket's policy. */
export const BucketBefore = z.strictObject({ way: z.literal('deny-writes'), denied: z.boolean() });
export type BucketBefore = z.infer<typeof BucketBefore>;

const OURS = 'belltower-*';
const CDK = 'cdk-*';

/** Nothing is written to a bucket any more; what is in it can be read, and deleted. */
export const denyWrites = wayOf(BucketBefore, {
  type: 's3:bucket',
  done: 'closed to new objects (its policy denies s3:PutObject)',
  whyNot: ({ arn }) => {
    const name = arn.slice(arn.lastIndexOf(':') + 1);
    if (name.startsWith(OURS.slice(0, -1))) return 'BUCKET_OF_BELLTOWER';
    return name.startsWith(CDK.slice(0, -1)) ? 'BUCKET_OF_CDK' : undefined;
  },
  isSo: ({ denied }) => denied,
  was: ({ denied }) => (denied ? 'writes were denied' : 'writes were not denied'),
  access: {
    on: 's3:::*',
    look: { actions: ['s3:GetBucketPolicy'] },
    act: ['s3:PutBucketPolicy', 's3:DeleteBucketPolicy'],
    never: [`s3:::${OURS}`, `s3:::${CDK}`],
    knowsTags: false,
  },
});
