import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * The permission to send SMS and nothing else by SNS. A message to a phone number has no resource, so it can
 * only be allowed for `*`; topics, which have ARNs, are denied.
 */
export function smsPermissions(scope: Construct): PolicyStatement[] {
  const { partition } = Stack.of(scope);
  return [
    new PolicyStatement({ sid: 'TextPhones', actions: ['sns:Publish'], resources: ['*'] }),
    new PolicyStatement({
      sid: 'NotTopics',
      effect: Effect.DENY,
      actions: ['sns:Publish'],
      resources: [`arn:${partition}:sns:*:*:*`],
    }),
  ];
}
