import * as z from 'zod';
import { wayOf } from './way.ts';

export const InstanceBefore = z.strictObject({ way: z.literal('stop-instance'), state: z.string() });
export type InstanceBefore = z.infer<typeof InstanceBefore>;

/** An instance is stopped. One of an Auto Scaling group is not: its group would terminate what is stopped. */
export const stopInstance = wayOf(InstanceBefore, {
  type: 'ec2:instance',
  done: 'stopped',
  whyNot: ({ tags }) =>
    Object.hasOwn(tags ?? {}, 'aws:autoscaling:groupName') ? 'IN_AUTO_SCALING_GROUP' : undefined,
  isSo: ({ state }) => state !== 'running' && state !== 'pending',
  isBecoming: ({ state }) => state === 'stopping',
  isBack: ({ state }) => state === 'running',
  was: ({ state }) => `was ${state}`,
  access: {
    on: 'ec2:*:{account}:instance/*',
    look: { actions: ['ec2:DescribeInstances', 'ec2:DescribeInstanceTypes'], anywhere: true },
    act: ['ec2:StopInstances', 'ec2:StartInstances'],
    // For volumes with a key of the customer; without the grant EC2 takes the call, and the instance is stopped again.
    inOurName: {
      actions: ['kms:CreateGrant'],
      on: 'kms:*:{account}:key/*',
      only: {
        Bool: { 'kms:GrantIsForAWSResource': 'true' },
        StringLike: { 'kms:ViaService': 'ec2.*.amazonaws.com' },
      },
    },
    knowsTags: true,
  },
});
