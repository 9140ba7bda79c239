import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { HeldOrder } from './delivery-order.ts';
import type { IncidentListStore } from './incident-list-store.ts';

export interface SweepHeldDeps {
  readonly list: Pick<IncidentListStore, 'listHeldDue'>;
  /** Puts an order on the delivery queue. */
  readonly order: (order: HeldOrder) => Promise<void>;
  readonly telemetry: Telemetry;
  readonly now: () => Instant;
}

/**
 * Orders what is held for people and should have gone out by now: digests of which all incidents have been resolved, so
 * that no ladder wakes for them any more, and what a lost order left behind.
 */
export function makeSweepHeld({ list, order, telemetry, now }: SweepHeldDeps) {
  return async (): Promise<void> => {
    const people = await list.listHeldDue(now());
    if (people.length === 0) return;
    telemetry.info('held-swept', { people });
    await Promise.all(people.map((person) => order({ held: person })));
  };
}
