import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { AppError } from '../kernel/errors.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';

/** An event on the Belltower bus. */
export interface BusEvent {
  readonly detailType: string;
  readonly source: string;
  readonly detail: unknown;
}

/** Where the domains meet. */
export interface Bus {
  /** Up to ten events in one call. @throws AppError `unavailable` when the bus did not take all of them. */
  put(events: readonly BusEvent[]): Promise<void>;
}

/** The event bus of this name in the function's account and region. */
export function bus(name: string, client = logCalls(new EventBridgeClient(clientOptions()))): Bus {
  return {
    async put(events) {
      const Entries = events.map(({ detailType, source, detail }) => ({
        EventBusName: name,
        DetailType: detailType,
        Source: source,
        Detail: JSON.stringify(detail),
      }));
      const { FailedEntryCount = 0 } = await client.send(new PutEventsCommand({ Entries }));
      if (FailedEntryCount > 0)
        throw new AppError('the bus refused an event', { code: 'bus-refused', kind: 'unavailable' });
    },
  };
}
