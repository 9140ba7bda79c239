import {
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
} from '@aws-sdk/client-eventbridge';
import { logCalls } from '../../runtime/aws-calls.ts';
import { clientOptions } from '../../runtime/client-options.ts';
import { RuleBefore } from './disable-rule.ts';
import { GONE, refusedFor, type Stopper, type StopperOptions } from './stopper.ts';

/** Disables and enables rules. */
export function ruleStopper(
  options: StopperOptions,
  events = logCalls(new EventBridgeClient({ ...clientOptions(), ...options })),
): Stopper<RuleBefore> {
  return {
    async look(arn) {
      const { State, ManagedBy } = await events.send(new DescribeRuleCommand(ruleOf(arn)));
      if (State === undefined) return GONE;
      if (ManagedBy !== undefined) return refusedFor('MANAGED_RULE');
      // To enable a rule makes it hear less than this one does: it could not be put back.
      const before = RuleBefore.safeParse({ way: 'disable-rule', state: State });
      return before.success ? before.data : refusedFor('HEARS_ALL_MANAGEMENT_EVENTS');
    },
    async stop(arn) {
      await events.send(new DisableRuleCommand(ruleOf(arn)));
    },
    async putBack(arn) {
      await events.send(new EnableRuleCommand(ruleOf(arn)));
    },
  };
}

/** `rule/nightly` is of the default bus, `rule/orders/nightly` of another, whose name may have slashes itself. */
function ruleOf(arn: string): { Name: string; EventBusName?: string } {
  const [, ...path] = arn.split(':').slice(5).join(':').split('/');
  const Name = path.at(-1) ?? '';
  return path.length < 2 ? { Name } : { Name, EventBusName: path.slice(0, -1).join('/') };
}
