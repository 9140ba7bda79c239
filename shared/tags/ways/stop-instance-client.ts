import {
  type _InstanceType,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  EC2Client,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { logCalls } from '../../runtime/aws-calls.ts';
import { clientOptions } from '../../runtime/client-options.ts';
import { type InstanceBefore, stopInstance } from './stop-instance.ts';
import { GONE, refusedFor, type Stopper, type StopperOptions } from './stopper.ts';
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
      const { State, InstanceType: type } = Reservations[0]?.Instances?.[0] ?? {};
      const state = State?.Name;
      if (state === undefined || LOST.has(state)) return GONE;
      const before: InstanceBefore = { way: 'stop-instance', state };
      if (stopInstance.isSo(before) || type === undefined || !(await hasInstanceStore(ec2, type)))
        return before;
      return refusedFor('HAS_INSTANCE_STORE');
    },
    async stop(arn) {
      await ec2.send(new StopInstancesCommand({ InstanceIds: [lastOf(arn)] }));
    },
    async putBack(arn) {
      await ec2.send(new StartInstancesCommand({ InstanceIds: [lastOf(arn)] }));
    },
  };
}

/** Whether instances of a type have disks of their host, whose data a stop erases. */
async function hasInstanceStore(ec2: EC2Client, type: _InstanceType): Promise<boolean> {
  const { InstanceTypes = [] } = await ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: [type] }));
  return InstanceTypes.some(({ InstanceStorageSupported }) => InstanceStorageSupported === true);
}
