import { fieldOf, listOf, textOf } from '../event-fields.ts';
import {
  arnFrom,
  arnIn,
  birthTags,
  type CreateCall,
  type Created,
  type CreateEvent,
  type ServiceEvents,
} from './create-call.ts';

/** What the second version makes: where the answer lists it, and its ARN in there. */
const SECOND: readonly (readonly [name: string, type: string, list: string, arn: string])[] = [
  ['CreateTargetGroup', 'targetgroup', 'targetGroups', 'targetGroupArn'],
  ['CreateListener', 'listener', 'listeners', 'listenerArn'],
  ['CreateRule', 'listener-rule', 'rules', 'ruleArn'],
  ['CreateTrustStore', 'truststore', 'trustStores', 'trustStoreArn'],
];

/** Elastic Load Balancing: classic load balancers, and the second version, which share a name for their create call. */
export const elasticloadbalancing: ServiceEvents = {
  sources: ['elasticloadbalancing.amazonaws.com'],
  events: [
    {
      names: ['CreateLoadBalancer'],
      created: (call) =>
        isClassic(call) ? classic(call) : second(call, 'loadbalancer', 'loadBalancers', 'loadBalancerArn'),
    },
    ...SECOND.map(
      ([name, type, list, arn]): CreateEvent => ({
        names: [name],
        created: (call) => second(call, type, list, arn),
      }),
    ),
  ],
};

/** A classic load balancer is named by `loadBalancerName`, one of the second version by `name`. */
function isClassic({ request, response }: CreateCall): boolean {
  if (textOf(request, 'loadBalancerName') !== undefined) return true;
  return fieldOf(response, 'loadBalancers') === undefined && textOf(response, 'dNSName') !== undefined;
}

function classic(call: CreateCall): Created[] {
  const name = textOf(call.request, 'loadBalancerName');
  const form = 'elasticloadbalancing:{region}:{account}:loadbalancer/{id}';
  const arn = name === undefined ? undefined : arnFrom(call, form, name);
  return [{ type: 'elasticloadbalancing:loadbalancer', arn, tags: birthTags(call) }];
}

function second(call: CreateCall, type: string, list: string, arn: string): Created[] {
  const items = listOf(call.response, list);
  const kind = `elasticloadbalancing:${type}`;
  const tags = birthTags(call);
  if (items.length === 0) return [{ type: kind, arn: undefined, tags }];
  return items.map((item) => ({ type: kind, arn: arnIn(item, arn), tags }));
}
