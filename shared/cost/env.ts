import * as z from 'zod';

const Text = z.string().min(1);

/** What each cost function is told by the stack; the construct and the function share these. */
export const CollectCostsEnv = z.object({ COSTS_TABLE: Text, AUDIT_TABLE: Text });
export const JudgeCostsEnv = z.object({ COSTS_TABLE: Text, AUDIT_TABLE: Text });
