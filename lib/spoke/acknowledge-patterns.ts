import { Stack, Validations } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import * as z from 'zod';

/** How CloudFormation has a text of which it knows some parts only when it is deployed. */
const Joined = z.object({
  'Fn::Join': z.tuple([z.literal(''), z.array(z.union([z.string(), z.object({ Ref: z.string() })]))]),
});

/** Says to the rules for roles why these statements name resources by patterns, in whatever account the template is deployed. */
export function acknowledgePatterns(
  target: Construct,
  statements: readonly PolicyStatement[],
  reason: string,
): void {
  const named = statements.flatMap(({ resources }) => resources.map((one) => asTheRulesSayIt(target, one)));
  const patterns = [...new Set(named)].filter((resource) => resource.includes('*'));
  Validations.of(target).acknowledge(
    ...patterns.map((resource) => ({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason })),
  );
}

/** `arn:<AWS::Partition>:iam::<AWS::AccountId>:*` */
function asTheRulesSayIt(scope: Construct, resource: string): string {
  const resolved: unknown = Stack.of(scope).resolve(resource);
  if (typeof resolved === 'string') return resolved;
  const [, parts] = Joined.parse(resolved)['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : `<${part.Ref}>`)).join('');
}
