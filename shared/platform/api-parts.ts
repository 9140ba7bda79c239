import * as z from 'zod';
import type { Contract } from '../kernel/contract.ts';

/** For a request that has no such part. */
export const NONE = z.strictObject({});

export const PROBLEM = {
  description: 'Problem details (RFC 9457) with a code and, for bad input, the path of each fault',
};

/** A contract, with the types of its parts kept. */
export function contract<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  it: Contract<P, Q, B>,
): Contract<P, Q, B> {
  return it;
}
