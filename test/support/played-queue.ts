import { randomUUID } from 'node:crypto';
import type { Instant } from '../../shared/kernel/instant.ts';
import { toAppError } from '../../shared/runtime/error-table.ts';
import { MOST_DELIVERIES, type QueueMessage } from '../../shared/runtime/queue-handler.ts';
import { Killed } from './invocation.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface PlayedQueueOptions {
  readonly time: VirtualTime;
  readonly chance: () => number;
  /** Milliseconds until a message that was not deleted is delivered again. */
  readonly visibility: number;
  /** Messages one invocation takes at most. */
  readonly batch: number;
  /** How many of a hundred messages are delivered twice, as a standard queue may. */
  readonly duplicates: number;
  /** One invocation: what to do with each message. Rejects with `Killed` when the process died. */
  readonly consume: (
    messages: readonly QueueMessage[],
    handled: (message: QueueMessage, error?: unknown) => void,
  ) => Promise<void>;
}

interface Held extends QueueMessage {
  deliveries: number;
  gone: boolean;
  visibleAt: Instant;
}

/** A standard queue and the poller that feeds a function from it: at least once, again after the visibility timeout. */
export class PlayedQueue {
  readonly messages: Held[] = [];
  readonly deadLetters: { readonly message: QueueMessage; readonly reason: string }[] = [];
  readonly #options: PlayedQueueOptions;

  constructor(options: PlayedQueueOptions) {
    this.#options = options;
  }

  send(body: string): string {
    const { time, chance } = this.#options;
    const message: Held = {
      body,
      id: randomUUID(),
      sentAt: time.now(),
      deliveries: 0,
      gone: false,
      visibleAt: time.now(),
    };
    this.messages.push(message);
    time.after(20 + 80 * chance(), () => this.#poll());
    if (chance() * 100 < this.#options.duplicates)
      time.after(90_000 * chance(), () => void this.#deliver([message]));
    return message.id;
  }

  #poll(): void {
    const { time, chance, batch } = this.#options;
    const size = 1 + Math.floor(chance() * batch);
    const visible = this.messages.filter(({ gone, visibleAt }) => !gone && visibleAt <= time.now());
    if (visible.length > size) time.after(10, () => this.#poll());
    if (visible.length > 0) void this.#deliver(visible.slice(0, size));
  }

  async #deliver(messages: readonly Held[]): Promise<void> {
    const { time, visibility, consume } = this.#options;
    for (const message of messages) {
      message.deliveries++;
      message.visibleAt = new Date(Date.parse(time.now()) + visibility).toISOString();
    }
    time.after(visibility, () => this.#poll());
    const outcomes = new Map<QueueMessage, unknown>();
    try {
      await consume(messages, (message, error) => outcomes.set(message, error));
    } catch (thrown) {
      if (thrown instanceof Killed) return; // nothing was reported: all of the batch comes again
      throw thrown;
    }
    for (const message of messages) this.#report(message, outcomes);
  }

  /** What `queueHandler` does about each message, which its own tests hold it to. */
  #report(message: Held, outcomes: ReadonlyMap<QueueMessage, unknown>): void {
    const thrown = outcomes.get(message);
    if (thrown !== undefined) {
      const error = toAppError(thrown);
      if (error.kind !== 'invalid' && message.deliveries < MOST_DELIVERIES) return;
      this.deadLetters.push({ message, reason: `${error.code}: ${error.message}` });
    }
    message.gone = true;
  }
}
