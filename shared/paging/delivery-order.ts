import * as z from 'zod';
import { AppError } from '../kernel/errors.ts';
import { IncidentId, Slug } from '../kernel/ids.ts';

/** Pages in one order: what came of them fits one transaction. */
export const MOST_PAGES_PER_ORDER = 40;

/** One person's pages of one wake, as the ladder puts them on the delivery queue. */
export const DeliveryOrder = z.object({
  incidentId: IncidentId,
  /** The incident's, so that all a sender has to know is read at once. */
  service: z.string().min(1).max(128),
  person: Slug,
  pages: z.array(z.string()).min(1).max(MOST_PAGES_PER_ORDER),
});
export type DeliveryOrder = z.infer<typeof DeliveryOrder>;

/** The pages of a person that are held, and whose time has come. */
export const HeldOrder = z.object({ held: Slug });
export type HeldOrder = z.infer<typeof HeldOrder>;

/** @throws AppError `invalid` for anything the ladder did not put on the queue. */
export function parseDeliveryOrder(body: string): DeliveryOrder | HeldOrder {
  try {
    return z.union([DeliveryOrder, HeldOrder]).parse(JSON.parse(body));
  } catch (cause) {
    throw new AppError('not a delivery order', { code: 'malformed-order', kind: 'invalid', cause });
  }
}
