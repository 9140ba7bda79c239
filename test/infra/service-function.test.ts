import { describe, expect, expectTypeOf, test } from 'vitest';
import * as z from 'zod';
import { type Access, type EnvAccess, plain } from '../../lib/constructs/access.ts';
import type { ServiceFunction, ServiceFunctionProps } from '../../lib/constructs/service-function.ts';

const Two = z.object({ TABLE: z.string(), URL: z.string() });
const None = z.object({});
const access: Access = plain('value');

/** Infers what `new ServiceFunction(…)` infers, without making one. */
function variables<S extends z.ZodObject>({
  env,
}: Pick<ServiceFunctionProps<S>, 'schema' | 'env'>): string[] {
  return Object.keys(env);
}

describe('P4: the environment of a function', () => {
  test('has a variable for every key of its schema', () => {
    expectTypeOf<keyof EnvAccess<typeof Two>>().toEqualTypeOf<'TABLE' | 'URL'>();
    expectTypeOf<ConstructorParameters<typeof ServiceFunction<typeof Two>>[2]['env']>().toEqualTypeOf<
      EnvAccess<typeof Two>
    >();
    expect(variables({ schema: Two, env: { TABLE: access, URL: access } })).toEqual(['TABLE', 'URL']);
    expect(variables({ schema: None, env: {} })).toEqual([]);
  });

  test('does not compile otherwise', () => {
    // @ts-expect-error URL is missing
    variables({ schema: Two, env: { TABLE: access } });
    // @ts-expect-error OTHER is not in the schema
    variables({ schema: Two, env: { TABLE: access, URL: access, OTHER: access } });
    // @ts-expect-error this schema has no variable at all
    variables({ schema: None, env: { TABLE: access } });
    // @ts-expect-error a name comes with the permission to use what it names
    variables({ schema: Two, env: { TABLE: 'incidents', URL: access } });
  });
});
