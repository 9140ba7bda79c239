import { StandardRetryStrategy } from '@smithy/core/retry';

/** How long one call may take in all, in milliseconds: less than any function may run, so that it fails with the call's error. */
export const LONGEST_CALL_MS = 9_500;

/** For every client: so many attempts of so many milliseconds each, and between them no wait longer than that. */
export const PATIENCE = {
  usual: { attempts: 3, attemptMs: 2_500, waitMs: 1_000 },
  /** Transactions of a storm get in each other's way, each for milliseconds: rather more attempts, of less time. */
  dynamoDb: { attempts: 6, attemptMs: 1_200, waitMs: 400 },
  /**
   * For messages to people, which no provider takes twice for one: the ladder itself sees to another try. On a connection
   * of its own: one that was closed while the function slept would cost the only attempt.
   */
  sentOnce: { attempts: 1, attemptMs: 5_000, waitMs: 0, afresh: true },
} as const;

/** How often a call is tried, how long each attempt may take, and the longest wait between two, in milliseconds. */
interface Patience {
  readonly attempts: number;
  readonly attemptMs: number;
  readonly waitMs: number;
  /** Whether each attempt has a connection of its own. */
  readonly afresh?: boolean;
}

/** The SDK's jittered backoff, which for throttling goes on to half a minute, cut to what our functions have. */
class BoundedBackoff {
  readonly #longest: number;
  #base = 0;

  constructor(longest: number) {
    this.#longest = longest;
  }

  /** The SDK sets it before each wait: more for throttling than for other errors. */
  setDelayBase(ms: number): void {
    this.#base = ms;
  }

  computeNextBackoffDelay(retries: number): number {
    return Math.random() * Math.min(this.#base * 2 ** retries, this.#longest);
  }
}

/** What an SDK client of a function is made with. */
export function clientOptions({ attempts, attemptMs, waitMs, afresh = false }: Patience = PATIENCE.usual) {
  const agent = { keepAlive: !afresh };
  return {
    retryStrategy: new StandardRetryStrategy({
      maxAttempts: attempts,
      backoff: new BoundedBackoff(waitMs),
    }),
    requestHandler: {
      connectionTimeout: 1_000,
      requestTimeout: attemptMs,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
  };
}
