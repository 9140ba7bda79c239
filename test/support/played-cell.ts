import { AppError } from '../../shared/kernel/errors.ts';

/** So many calls of a kind a service lets through in a second, as most of AWS does: by a bucket of so many tokens. */
const RATE = 5;

/** What a service of AWS has in one account and region, of which some is not as it should be. */
export class PlayedCell {
  /** Whether anybody is let in. */
  readonly isOpen: boolean;
  /** How often each thing was written. */
  readonly writes: number[];
  reads = 0;
  /** Calls that were one too many. */
  tooMany = 0;
  /** Calls that were refused for the sake of others. */
  refused = 0;
  readonly #wanted: readonly boolean[];
  readonly #wrong: boolean[];
  readonly #isBusy: () => boolean;
  readonly #tokens = { read: { left: RATE, at: 0 }, write: { left: RATE, at: 0 } };

  constructor(things: { readonly all: number; readonly wrong: number } | undefined, isBusy: () => boolean) {
    const { all, wrong } = things ?? { all: 0, wrong: 0 };
    this.isOpen = things !== undefined;
    this.#isBusy = isBusy;
    this.writes = Array.from({ length: all }, () => 0);
    const upTo = (place: number) => Math.floor((place * wrong) / all); // they stand evenly among the others
    this.#wanted = Array.from({ length: all }, (_, place) => upTo(place + 1) > upTo(place));
    this.#wrong = [...this.#wanted];
  }

  /** How many things there are. */
  get size(): number {
    return this.writes.length;
  }

  /** How many things are still wrong, and how many were written without need or more than once. */
  get faults(): { readonly left: number; readonly needless: number } {
    const most = (place: number) => (this.#wanted[place] === true ? 1 : 0);
    return {
      left: this.#wrong.filter((wrong) => wrong).length,
      needless: this.writes.filter((count, place) => count > most(place)).length,
    };
  }

  /** One page of the listing. @throws AppError `throttled` */
  read(now: number, from: number, most: number) {
    this.#take('read', now);
    this.reads++;
    const places = Array.from({ length: Math.max(0, Math.min(most, this.size - from)) }, (_, n) => from + n);
    return {
      looked: places.length,
      wrong: places.filter((place) => this.#wrong[place]),
      more: from + most < this.size,
    };
  }

  /** Puts one thing right. @throws AppError `throttled` */
  write(now: number, place: number): true {
    this.#take('write', now);
    this.writes[place] = (this.writes[place] ?? 0) + 1;
    this.#wrong[place] = false;
    return true;
  }

  #take(kind: 'read' | 'write', now: number): void {
    const bucket = this.#tokens[kind];
    bucket.left = Math.min(RATE, bucket.left + ((now - bucket.at) * RATE) / 1000);
    bucket.at = now;
    if (bucket.left < 1) this.tooMany++;
    else if (this.#isBusy()) this.refused++;
    else {
      bucket.left -= 1;
      return;
    }
    throw new AppError('too many calls', { code: 'ThrottlingException', kind: 'throttled' });
  }
}
