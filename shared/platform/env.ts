import * as z from 'zod';

/** What `describe-api` is told by the stack. */
export const DescribeApiEnv = z.object({});

/** The role by which a function gets into accounts, as its ARN would be in the account of Belltower. */
export const MemberRole = z
  .string()
  .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@-]+$/, 'the ARN of a role');
