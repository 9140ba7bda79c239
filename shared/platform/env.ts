import * as z from 'zod';

/** What `describe-api` is told by the stack. */
export const DescribeApiEnv = z.object({});
