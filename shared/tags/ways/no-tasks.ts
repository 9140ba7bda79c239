import * as z from 'zod';
import { wayOf } from './way.ts';

export const ServiceBefore = z.strictObject({ way: z.literal('no-tasks'), desired: z.int().min(0) });
export type ServiceBefore = z.infer<typeof ServiceBefore>;

/** A service is told to run no task. A daemon service is not: it has no count. */
export const noTasks = wayOf(ServiceBefore, {
  type: 'ecs:service',
  done: 'set to run no task (desired count 0)',
  whyNot: ({ arn }) => (arn.split('/').length === 3 ? undefined : 'NO_CLUSTER_IN_ARN'),
  isSo: ({ desired }) => desired === 0,
  isSame: (now, before) => now.desired === before.desired,
  was: ({ desired }) => `desired count was ${desired}`,
  access: {
    on: 'ecs:*:{account}:service/*',
    look: { actions: ['ecs:DescribeServices'] },
    act: ['ecs:UpdateService'],
    knowsTags: true,
  },
});
