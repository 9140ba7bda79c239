/** For every client: three attempts with jittered backoff, and no call that hangs longer than a page may wait. */
export const CLIENT_DEFAULTS = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
} as const;

/** For messages to people, which no provider takes twice for one: the ladder itself sees to another try. */
export const SENT_ONCE = { ...CLIENT_DEFAULTS, maxAttempts: 1 } as const;
