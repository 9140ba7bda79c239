import type * as z from 'zod';

/**
 * The function's environment by its schema; variables it does not name are left out.
 * @throws Error naming every variable that is missing or malformed, at cold start, before any event is taken.
 */
export function parseEnv<S extends z.ZodType>(
  schema: S,
  environment: NodeJS.ProcessEnv = process.env,
): z.output<S> {
  const parsed = schema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(
    `environment of ${environment['AWS_LAMBDA_FUNCTION_NAME'] ?? 'this function'}: ${faults.join('; ')}`,
  );
}
