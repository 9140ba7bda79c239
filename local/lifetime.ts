type Closer = () => Promise<void> | void;

/**
 * What a run has opened, closed in reverse order exactly once. Whoever starts something that must not outlive the run
 * registers its end in the same turn of the event loop, so that there is no moment at which a signal could miss it.
 */
export class Lifetime {
  readonly #closers: Closer[] = [];
  readonly #abort = new AbortController();
  #ended: Promise<void> | undefined;

  /** Aborted as soon as the end begins. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Runs `closer` at the end, at once where the end has begun. Returns how to take that back. */
  atEnd(closer: Closer): () => void {
    if (this.#ended === undefined) this.#closers.push(closer);
    else void closer();
    return () => {
      const place = this.#closers.indexOf(closer);
      if (place >= 0 && this.#ended === undefined) this.#closers.splice(place, 1);
    };
  }

  /** Closes everything, the last opened first. A closer that fails does not keep the others from running. */
  end(): Promise<void> {
    this.#ended ??= this.#close();
    return this.#ended;
  }

  async #close(): Promise<void> {
    this.#abort.abort();
    for (const closer of this.#closers.reverse()) {
      try {
        await closer();
      } catch (error) {
        console.error(`while stopping: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}
