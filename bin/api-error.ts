import * as z from 'zod';

/** What an answer that is not a success looks like (RFC 9457). */
export const Problem = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  code: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** An answer of the API that is not a success: what it said, in its own words. */
export class ApiError extends Error {
  readonly status: number;
  /** The short code of the problem, such as `incident-not-found`; `http-<status>` where it gave none. */
  readonly code: string;
  readonly faults: readonly { readonly path: string; readonly message: string }[];

  constructor(status: number, problem: z.infer<typeof Problem>) {
    super(problem.detail ?? problem.title ?? `the API answered ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.code = problem.code ?? `http-${status}`;
    this.faults = problem.errors ?? [];
  }
}
