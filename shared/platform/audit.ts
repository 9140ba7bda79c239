import * as z from 'zod';
import { Instant } from '../kernel/instant.ts';

/** One change of state, for ever. Ids and codes only, never personal data. */
export const AuditEntry = z.object({
  v: z.literal(1),
  at: Instant,
  /** `system:<function>`, `person:<id>`, `team:<id>`, `service:<id>` (whoever is paged for it), `iam:<principal id>`. */
  actor: z.string(),
  action: z.string(),
  target: z.string(),
  reason: z.string(),
  /** SHA-256 of the record before and after, in canonical JSON; absent where there was or is none. */
  before: z.string().optional(),
  after: z.string().optional(),
  correlationId: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
