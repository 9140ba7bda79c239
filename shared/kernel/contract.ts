import type * as z from 'zod';

/**
 * One operation of the HTTP API: what the function parses and what the OpenAPI document says are the same schemas.
 * `Params`, `Query` and `Body` parse text from outside.
 */
export interface Contract<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
> {
  /** As API Gateway writes it: `GET /v1/incidents/{id}`. */
  readonly route: string;
  readonly summary: string;
  /** Who may call it: a signed AWS principal, the holder of a link or key in the path, anyone. */
  readonly access: 'iam' | 'token' | 'public';
  readonly params: Params;
  readonly query: Query;
  /** Undefined: the operation takes no JSON body. */
  readonly body: Body | undefined;
  readonly responses: Readonly<Record<number, { readonly description: string; readonly schema?: z.ZodType }>>;
}
