import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type * as z from 'zod';

/**
 * One environment variable together with the permission to use what it names. A function is given both or
 * neither, so its code and its role cannot drift apart.
 */
export interface Access {
  readonly value: string;
  readonly statements: readonly PolicyStatement[];
}

/** A variable for every key of the function's env schema: one too few or one too many does not compile. */
export type EnvAccess<S extends z.ZodObject> = keyof S['shape'] extends never
  ? Readonly<Record<string, never>>
  : { readonly [K in keyof S['shape']]: Access };

/** A variable that names nothing of AWS, such as an address to print. */
export function plain(value: string): Access {
  return { value, statements: [] };
}
