import * as z from 'zod';

const Text = z.string().min(1);

/** What `watch-budgets` is told by the stack. */
export const WatchBudgetsEnv = z.object({ COSTS_TABLE: Text, AUDIT_TABLE: Text, BUS_NAME: Text });
