import type { Instant } from '../kernel/instant.ts';
import type { AlertRaised } from './events.ts';

/** An alert from any source in one form, before routing. */
export interface Signal extends AlertRaised {
  readonly source: string;
  readonly service: string;
  readonly dedupKey: string;
  readonly fingerprint: string;
  /** When the sender says its state changed; tells late and repeated messages from news. */
  readonly at: Instant;
  /** When the sender told us, where `at` may be long before: one that fires once more may name its first beginning. */
  readonly toldAt?: Instant;
}

/** What became of a message: signals, nothing to do (and why), or not understood (and why). */
export type Normalised =
  | { readonly kind: 'signals'; readonly signals: readonly Signal[] }
  | { readonly kind: 'ignored'; readonly reason: string; readonly source: string }
  | { readonly kind: 'malformed'; readonly reason: string; readonly source: string };

/** An alert as its source states it, before defaults: `changedAt` and `toldAt` become `at` and `toldAt` of the signal. */
export interface StatedAlert {
  readonly alert: AlertRaised;
  readonly changedAt: Instant;
  readonly toldAt?: Instant;
}

/** Hashes text to a short key; given from outside so that what uses it stays pure of any library. */
export type Hash = (text: string) => string;
