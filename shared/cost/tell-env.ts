import * as z from 'zod';

const Text = z.string().min(1);

/** What the functions that tell of findings are told by the stack. */
export const TellFindingEnv = z.object({
  COSTS_TABLE: Text,
  AUDIT_TABLE: Text,
  LINK_KEY_ID: Text,
  BUS_NAME: Text,
  /** Where links to findings point, without a slash at the end. */
  PAGE_URL: z.url(),
  /** Whether there is a pager that hears the alerts of this stack. */
  PAGER: z.enum(['yes', 'no']),
});
export const ShowFindingEnv = z.object({
  COSTS_TABLE: Text,
  AUDIT_TABLE: Text,
  LINK_KEY_ID: Text,
  BUS_NAME: Text,
});
export const CheckChannelsEnv = z.object({ BUS_NAME: Text });
