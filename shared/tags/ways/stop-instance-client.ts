import {
  DescribeInstancesCommand,
  EC2Client,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { logCalls } from '../../runtime/aws-calls.ts';
import { clientOptions } from '../../runtime/client-options.ts';
import type { InstanceBefore } from './stop-instance.ts';
import { GONE, type Stopper, type StopperOptions } from './stopper.ts';
import { lastOf } from './way.ts';

const LOST: ReadonlySet<string> = new Set(['shutting-down', 'terminated']);

/** Stops and starts instances. */
export function instanceStopper(
  options: StopperOptions,
  ec2 = logCalls(new EC2Client({ ...clientOptions(), ...options })),
): Stopper<InstanceBefore> {
  return {
    async look(arn) {
      const { Reservations = [] } = await ec2.send(
        new DescribeInstancesCommand({ InstanceIds: [lastOf(arn)] }),
      );
      const state = Reservations[0]?.Instances?.[0]?.State?.Name;
      return state === undefined || LOST.has(state) ? GONE : { way: 'stop-instance', state };
    },
    async stop(arn) {
      await ec2.send(new StopInstancesCommand({ InstanceIds: [lastOf(arn)] }));
    },
    async putBack(arn) {
      await ec2.send(new StartInstancesCommand({ InstanceIds: [lastOf(arn)] }));
    },
  };
}
