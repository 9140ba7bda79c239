import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { logCalls } from '../../runtime/aws-calls.ts';
import { clientOptions } from '../../runtime/client-options.ts';
import type { ServiceBefore } from './no-tasks.ts';
import { GONE, refusedFor, type Stopper, type StopperOptions } from './stopper.ts';
import { lastOf } from './way.ts';

/** Sets how many tasks services run. */
export function serviceStopper(
  options: StopperOptions,
  ecs = logCalls(new ECSClient({ ...clientOptions(), ...options })),
): Stopper<ServiceBefore> {
  const run = async (arn: string, desiredCount: number) => {
    await ecs.send(new UpdateServiceCommand({ cluster: clusterOf(arn), service: lastOf(arn), desiredCount }));
  };
  return {
    async look(arn) {
      const { services = [] } = await ecs.send(
        new DescribeServicesCommand({ cluster: clusterOf(arn), services: [lastOf(arn)] }),
      );
      const [service] = services;
      if (service?.status !== 'ACTIVE') return GONE;
      if (service.schedulingStrategy === 'DAEMON') return refusedFor('DAEMON_SERVICE');
      return { way: 'no-tasks', desired: service.desiredCount ?? 0 };
    },
    stop: (arn) => run(arn, 0),
    putBack: (arn, { desired }) => run(arn, desired),
  };
}

/** `shop` of `arn:aws:ecs:eu-west-1:111111111111:service/shop/checkout`. */
function clusterOf(arn: string): string {
  return arn.split('/')[1] ?? '';
}
