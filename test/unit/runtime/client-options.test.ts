import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clientOptions, LONGEST_CALL_MS, PATIENCE } from '../../../shared/runtime/client-options.ts';

const KINDS = Object.values(PATIENCE);

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.999);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** How many attempts a client makes that is answered like this each time, and how long it waits between them. */
async function wait(patience: (typeof KINDS)[number], errorType: 'THROTTLING' | 'TRANSIENT') {
  const strategy = clientOptions(patience).retryStrategy;
  const begun = Date.now();
  let token = await strategy.acquireInitialRetryToken('');
  let attempts = 1;
  for (;;) {
    const refreshed = strategy.refreshRetryTokenForRetry(token, { errorType }).catch(() => undefined);
    await vi.runAllTimersAsync();
    const next = await refreshed;
    if (next === undefined) return { attempts, waited: Date.now() - begun };
    token = next;
    attempts++;
  }
}

describe('the patience of clients', () => {
  it.each(KINDS)('ends before the function does: $attempts attempts of $attemptMs ms', async (patience) => {
    for (const errorType of ['THROTTLING', 'TRANSIENT'] as const) {
      const { attempts, waited } = await wait(patience, errorType);
      expect(attempts).toBe(patience.attempts);
      expect(attempts * patience.attemptMs + waited).toBeLessThanOrEqual(LONGEST_CALL_MS);
    }
  });

  it.each(KINDS)('is kept by each attempt: $attemptMs ms', (patience) => {
    expect(clientOptions(patience).requestHandler).toMatchObject({
      requestTimeout: patience.attemptMs,
      throwOnRequestTimeout: true,
    });
  });
});
