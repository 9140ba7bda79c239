/** What Lambda says to whoever asks for one more than may run at once. */
export class Throttled extends Error {
  override readonly name = 'TooManyRequestsException';
}

/** A function of which so many run at once, and no more are let in. */
export class PlayedLambda {
  readonly #concurrency: number;
  #running = 0;

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  /** @throws Throttled */
  async invoke<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#concurrency) throw new Throttled();
    this.#running++;
    try {
      return await work();
    } finally {
      this.#running--;
    }
  }
}
