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
}

/** What became of a message: signals, nothing to do (and why), or not understood (and why). */
export type Normalised =
  | { readonly kind: 'signals'; readonly signals: readonly Signal[] }
  | { readonly kind: 'ignored'; readonly reason: string; readonly source: string }
  | { readonly kind: 'malformed'; readonly reason: string; readonly source: string };
