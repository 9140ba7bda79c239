import { Stack, Validations } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Says to the rules for roles why statements name resources by a pattern: for each that they do, and no other. */
export function acknowledgePatterns(
  target: Construct,
  statements: readonly PolicyStatement[],
  reason: string,
): void {
  const stack = Stack.of(target);
  const resources = statements.flatMap((statement) => statement.resources);
  const named = new Set(resources.map((resource) => flat(stack.resolve(resource))));
  for (const name of named)
    if (name.includes('*'))
      Validations.of(target).acknowledge({ id: `AwsSolutions-IAM5[Resource::${name}]`, reason });
}

/** As cdk-nag writes a reference in the name of what it finds. */
function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  if ('Ref' in value) return `<${flat(value.Ref)}>`;
  if (!('Fn::Join' in value) || !Array.isArray(value['Fn::Join'])) return JSON.stringify(value);
  const [delimiter, parts] = value['Fn::Join'] as [string, unknown[]]; // as CloudFormation has it
  return parts.map(flat).join(delimiter);
}
