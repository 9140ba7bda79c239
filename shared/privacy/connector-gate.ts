import * as z from 'zod';
import { type Instant, Instant as InstantSchema, shift } from '../kernel/instant.ts';
import type { System } from './config.ts';
import type { Failure } from './progress.ts';

/** How a connector is doing, over all cases. */
export const ConnectorState = z.strictObject({
  /** Commands that are being worked on. */
  inFlight: z.int().min(0),
  /** Failures of the connector itself since it last did something. */
  failures: z.int().min(0),
  /** Nothing is sent before; then one, and the others when that one is answered. */
  openUntil: InstantSchema.optional(),
});
export type ConnectorState = z.infer<typeof ConnectorState>;

/** Whether a command may go to a connector now. */
export type Gate =
  | { readonly kind: 'send'; readonly reason: 'free' | 'probe' }
  | {
      readonly kind: 'wait';
      readonly reason: 'at-capacity' | 'circuit-open';
      readonly until: Instant | undefined;
    };

const FAILURES_BEFORE_OPEN = 5;
const MINUTE_MS = 60_000;
const LONGEST_MS = 60 * MINUTE_MS;

/** A connector gets as many commands at once as it may, and none while it is down; then one, to see whether it still is. */
export function passGate(
  { concurrency }: Pick<System, 'concurrency'>,
  { inFlight, openUntil }: ConnectorState,
  now: Instant,
): Gate {
  if (openUntil !== undefined) {
    if (now < openUntil) return { kind: 'wait', reason: 'circuit-open', until: openUntil };
    return inFlight === 0
      ? { kind: 'send', reason: 'probe' }
      : { kind: 'wait', reason: 'circuit-open', until: undefined };
  }
  return inFlight < concurrency
    ? { kind: 'send', reason: 'free' }
    : { kind: 'wait', reason: 'at-capacity', until: undefined };
}

/** A command is on its way. */
export function entered(state: ConnectorState): ConnectorState {
  return { ...state, inFlight: state.inFlight + 1 };
}

/**
 * A command was answered. What only this command met (no right, no table, a fault of the connector's with it) parks its own
 * step and says nothing of others.
 * @param failure undefined for an answer
 */
export function left(
  state: ConnectorState,
  failure: { readonly failure: Failure; readonly retryAfterMs?: number | undefined } | undefined,
  now: Instant,
): ConnectorState {
  const inFlight = Math.max(0, state.inFlight - 1);
  const kind = failure?.failure;
  if (kind !== 'throttled' && kind !== 'unavailable' && kind !== 'no-answer')
    return { inFlight, failures: 0 };
  const failures = state.failures + 1;
  const asked = failure?.retryAfterMs ?? 0;
  const tripped = failures - FAILURES_BEFORE_OPEN;
  const own = tripped < 0 ? 0 : Math.min(MINUTE_MS * 2 ** tripped, LONGEST_MS);
  const waitMs = Math.max(asked, own);
  return waitMs === 0 ? { inFlight, failures } : { inFlight, failures, openUntil: shift(now, waitMs) };
}
