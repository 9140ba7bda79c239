import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';

const PARAMETER = /\$\{ssm:(\/[\w./-]+)\}/g;

/**
 * A name of the data map as a policy can say it: what is in the parameter store is read when the stack is deployed. Where it
 * is another since, the function is refused, its step says `no-read-right`, and a deployment gives it the right.
 */
export function deployedName(scope: Construct, name: string): string {
  return name.replaceAll(PARAMETER, (_, path: string) =>
    StringParameter.valueForStringParameter(scope, path),
  );
}

/** The names in the parameter store that these values of the data map have. */
export function parametersOf(values: readonly unknown[]): string[] {
  const texts = values.filter((value) => typeof value === 'string');
  return [
    ...new Set(texts.flatMap((text) => [...text.matchAll(PARAMETER)].flatMap(([, path = '']) => path))),
  ];
}
