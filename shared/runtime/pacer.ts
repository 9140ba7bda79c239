import { setTimeout as pause } from 'node:timers/promises';
import { AT_REST, type Pace, slowDown, speedUp, takeTurn } from '../kernel/pace.ts';
import { toAppError } from './error-table.ts';

/** What a call does. Each kind has a pace of its own. */
type CallKind = 'read' | 'write';

/** How many calls of each kind there may be in a second. */
export const PER_SECOND = 5;

/** A clock, in milliseconds since whenever, and a way to wait by it. */
export interface PaceClock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

const REAL: PaceClock = { now: () => performance.now(), sleep: (ms) => pause(ms) };

const READS = /^(Describe|List|Get|BatchGet|Search|Lookup|Filter|Head|Select)/;

/** Whether a command reads or writes, by its name. What is not known to read counts as a write. */
export function callKind(commandName: string): CallKind {
  return READS.test(commandName) ? 'read' : 'write';
}

/** What of an SDK client is needed to come between its retries and its calls. */
interface Paceable {
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: never) => Promise<unknown>,
        context: { commandName?: string },
      ) => (args: never) => Promise<unknown>,
      options: { step: 'finalizeRequest'; priority: 'low'; name: string },
    ): void;
  };
}

/**
 * Keeps all clients of one cell together to a pace: every attempt of every call waits its turn, and an answer that there
 * were too many makes all of them wait. One for each cell and round.
 */
export class Pacer {
  readonly #clock: PaceClock;
  readonly #paces: Record<CallKind, Pace> = { read: AT_REST, write: AT_REST };

  constructor(clock: PaceClock = REAL) {
    this.#clock = clock;
  }

  /** Makes a client keep the pace. It goes after whatever tries again, so that each attempt counts. */
  pace<C>(client: C): C {
    // Every SDK client has one, but its type differs from client to client.
    (client as Paceable).middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) =>
          this.turn(callKind(commandName), () => next(args)),
      { step: 'finalizeRequest', priority: 'low', name: 'pace' },
    );
    return client;
  }

  /** Does one call when its turn has come. */
  async turn<T>(kind: CallKind, call: () => Promise<T>): Promise<T> {
    const { waitMs, pace } = takeTurn(this.#paces[kind], PER_SECOND, this.#clock.now());
    this.#paces[kind] = pace;
    if (waitMs > 0) await this.#clock.sleep(waitMs);
    try {
      const answer = await call();
      this.#paces[kind] = speedUp(this.#paces[kind]);
      return answer;
    } catch (error) {
      if (toAppError(error).kind === 'throttled')
        this.#paces[kind] = slowDown(this.#paces[kind], this.#clock.now());
      throw error;
    }
  }
}
