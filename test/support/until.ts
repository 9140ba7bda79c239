import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 100;

/** What `look` finds as soon as it finds anything. @throws Error when that is not `within` so many milliseconds */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined>,
  within = 15_000,
): Promise<T> {
  const deadline = Date.now() + within;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() >= deadline) throw new Error(`not within ${within / 1000} s: ${what}`);
    await pause(POLL_MS);
  }
}
