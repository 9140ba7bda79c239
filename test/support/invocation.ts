import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { asClient, asDynamo } from './memory-dynamo.ts';
import type { VirtualTime } from './virtual-time.ts';

/** One await of a call to AWS, in the order of the run. */
export interface CallPlace {
  /** Which function, and which command it sent as the how-manieth of this invocation: `act 2 TransactWriteCommand`. */
  readonly what: string;
  readonly index: number;
}

/** A process that ends in the middle of its n-th call of the whole run. */
export interface Kill {
  readonly index: number;
  /** Whether AWS had done what was asked before the process died. */
  readonly when: 'before-effect' | 'after-effect';
}

/** Counts the calls of a run and says which process dies at which. */
export class Calls {
  readonly places: CallPlace[] = [];
  /** The calls at which a process did die. */
  readonly killed: CallPlace[] = [];
  readonly #kills: readonly Kill[];

  constructor(kills: readonly Kill[]) {
    this.#kills = kills;
  }

  next(what: string): { readonly place: CallPlace; readonly kill: Kill['when'] | undefined } {
    const place = { what, index: this.places.length };
    this.places.push(place);
    return { place, kill: this.#kills.find(({ index }) => index === place.index)?.when };
  }
}

/** The process was killed: nothing of it went on. */
export class Killed extends Error {}

/**
 * One invocation of a function. Its calls to AWS take time; when it is killed at one, none of its awaits ever goes on,
 * not even those that were under way side by side.
 */
export class Invocation {
  #dead = false;
  #made = 0;
  readonly #die: (reason: Killed) => void;
  readonly #death: Promise<never>;
  readonly #name: string;
  readonly #calls: Calls;
  readonly #time: VirtualTime;
  readonly #latency: () => number;

  constructor(name: string, calls: Calls, time: VirtualTime, latency: () => number) {
    const { promise, reject } = Promise.withResolvers<never>();
    [this.#name, this.#calls, this.#time, this.#latency] = [name, calls, time, latency];
    [this.#death, this.#die] = [promise, reject];
    promise.catch(() => {}); // most invocations are never killed
  }

  /** An SDK client whose calls are this invocation's. */
  client<C>(execute: (command: unknown) => unknown): C {
    return asClient<C>(this.#called(execute));
  }

  /** The document client, likewise. */
  database(execute: (command: unknown) => unknown): DynamoDBDocumentClient {
    return asDynamo(this.#called(execute));
  }

  #called(execute: (command: unknown) => unknown) {
    return (command: unknown) => this.call(String(command?.constructor.name), () => execute(command));
  }

  /** One call: there, the effect, and back. */
  async call<T>(what: string, effect: () => T): Promise<T> {
    const { place, kill } = this.#calls.next(`${this.#name} ${++this.#made} ${what}`);
    await this.#time.pass(this.#latency());
    if (this.#dead) return new Promise<never>(() => {});
    if (kill === 'before-effect') return this.#kill(place);
    const result = attempt(effect);
    if (kill === 'after-effect') return this.#kill(place);
    await this.#time.pass(this.#latency());
    if (this.#dead) return new Promise<never>(() => {});
    if ('thrown' in result) throw result.thrown;
    return result.value;
  }

  /** The function's work, or `Killed`. */
  run<T>(work: () => Promise<T>): Promise<T> {
    return Promise.race([work(), this.#death]);
  }

  #kill(place: CallPlace): Promise<never> {
    this.#dead = true;
    this.#calls.killed.push(place);
    this.#die(new Killed());
    return new Promise<never>(() => {});
  }
}

function attempt<T>(effect: () => T): { value: T } | { thrown: unknown } {
  try {
    return { value: effect() };
  } catch (thrown) {
    return { thrown };
  }
}
