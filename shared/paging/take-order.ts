import { type DeliverHeldDeps, makeDeliverHeld } from './deliver-held.ts';
import { type DeliverPagesDeps, makeDeliverPages } from './deliver-pages.ts';
import { parseDeliveryOrder } from './delivery-order.ts';

/** One message of the delivery queue: the pages of a wake, or those that were held. @throws AppError `invalid` for garbage */
export function makeTakeOrder(deps: DeliverPagesDeps & DeliverHeldDeps) {
  const deliverPages = makeDeliverPages(deps);
  const deliverHeld = makeDeliverHeld(deps);
  return async ({ body, id }: { readonly body: string; readonly id: string }): Promise<void> => {
    const order = parseDeliveryOrder(body);
    if ('held' in order) await deliverHeld(order, id);
    else await deliverPages(order, id);
  };
}
