import * as z from 'zod';
import { sweepDefinition } from '../../lib/platform/sweep-definition.ts';
import { atMost } from '../../shared/kernel/at-most.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import { elapsed, type Instant } from '../../shared/kernel/instant.ts';
import type { SweepCell } from '../../shared/platform/sweep.ts';
import { makeSweepCell } from '../../shared/platform/sweep-cell.ts';
import type { SweptPlaces } from '../../shared/platform/sweep-config.ts';
import { type CellOutcome, cellName } from '../../shared/platform/sweep-progress.ts';
import { SweepProgressStore } from '../../shared/platform/sweep-progress-store.ts';
import { Pacer } from '../../shared/runtime/pacer.ts';
import { Calls, Invocation, type Kill } from './invocation.ts';
import { MemoryDynamo } from './memory-dynamo.ts';
import { PlayedCell } from './played-cell.ts';
import { SILENT } from './stored-incidents.ts';
import { VirtualTime } from './virtual-time.ts';

/** What the played workflow goes by, as the real one does. */
const Definition = z.object({
  States: z.object({
    Cells: z.object({
      MaxConcurrency: z.int(),
      ItemProcessor: z.object({
        States: z.object({
          SweepCell: z.object({
            Retry: z.tuple([
              z.object({ MaxAttempts: z.literal(0) }),
              z.object({
                IntervalSeconds: z.number(),
                BackoffRate: z.number(),
                MaxDelaySeconds: z.number(),
                MaxAttempts: z.int(),
              }),
            ]),
          }),
        }),
      }),
    }),
  }),
});

const TABLE = 'swept';
/** Until a function runs, and a call to AWS there or back, in milliseconds. */
const STARTS = { least: 50, most: 300 };
const WAY = { least: 10, most: 60 };
const PAGE = 50;
const ATTEMPTS = 3;

export interface PlayedSweepOptions extends SweptPlaces {
  readonly start: Instant;
  readonly chance: () => number;
  /** How many things there are in a cell, and how many of them are wrong; undefined where the account lets nobody in. */
  readonly things: (cell: SweepCell) => { readonly all: number; readonly wrong: number } | undefined;
  /** How many of a thousand calls the service refuses though they are few enough, since others call it too. */
  readonly busy?: number;
  readonly kills?: readonly Kill[];
}

/**
 * A sweep in virtual time: the workflow as its definition has it, the rounds of `makeSweepCell` over the real store of
 * progress and the real pace, and services that let through five reads and five writes a second in each cell.
 */
export class PlayedSweep {
  readonly time: VirtualTime;
  readonly calls: Calls;
  readonly cells = new Map<string, PlayedCell>();
  /** The longest round, and how long after its first start the sweep was over, in milliseconds. */
  longestRound = 0;
  lasted = 0;
  /** Cells that were given up. */
  failed = 0;
  readonly #dynamo = new MemoryDynamo();
  readonly #options: PlayedSweepOptions;
  readonly #definition: z.infer<typeof Definition>['States']['Cells'];
  /** Goes up when everything that runs is killed. */
  #life = 0;

  constructor(options: PlayedSweepOptions) {
    this.#options = options;
    this.time = new VirtualTime(options.start);
    this.calls = new Calls(options.kills ?? []);
    const { accounts, regions } = options;
    const definition = sweepDefinition({ partition: 'aws', accounts, regions });
    this.#definition = Definition.parse(definition).States.Cells;
    for (const cell of this.#all())
      this.cells.set(cellName(cell), new PlayedCell(options.things(cell), this.#refuses()));
  }

  /** Starts the workflow. Resolves when all cells have ended, and never where it was killed before. */
  async run(): Promise<void> {
    const turn = atMost(this.#definition.MaxConcurrency);
    const life = this.#life;
    await Promise.all(this.#all().map((cell) => turn(() => this.#cell(cell, life))));
    this.lasted = elapsed(this.#options.start, this.time.now());
  }

  /** Kills the workflow and every function that is running. */
  killAll(): void {
    this.#life++;
  }

  /** What the sweep has noted of each cell. */
  outcomes(): Promise<CellOutcome[]> {
    return new SweepProgressStore(this.#dynamo.client, TABLE).cellsOf(this.#options.start, this.#options);
  }

  #all(): SweepCell[] {
    const { accounts, regions } = this.#options;
    return accounts.flatMap((account) => regions.map((region) => ({ account, region })));
  }

  async #cell(cell: SweepCell, life: number): Promise<void> {
    const [, again] = this.#definition.ItemProcessor.States.SweepCell.Retry;
    for (;;) {
      for (let retry = 0; ; retry++) {
        try {
          if (await this.#round(cell, life)) return;
          break;
        } catch (error) {
          const isForGood = error instanceof AppError && !error.retryable;
          if (isForGood || retry === again.MaxAttempts) {
            this.failed++;
            return;
          }
          const most = Math.min(again.IntervalSeconds * again.BackoffRate ** retry, again.MaxDelaySeconds);
          await this.time.pass(1000 * most * this.#options.chance());
        }
      }
    }
  }

  async #round(cell: SweepCell, life: number): Promise<boolean> {
    await this.time.pass(this.#between(STARTS));
    if (life !== this.#life) return new Promise<never>(() => {});
    const invocation = new Invocation(cellName(cell), this.calls, this.time, () => this.#between(WAY));
    const call = async <T>(what: string, effect: () => T): Promise<T> => {
      if (life !== this.#life) return new Promise<never>(() => {});
      const answer = await invocation.call(what, () => (life === this.#life ? effect() : undefined));
      return life === this.#life && answer !== undefined ? answer : new Promise<never>(() => {});
    };
    const clock = {
      now: () => Date.parse(this.time.now()),
      sleep: (ms: number) => this.time.pass(ms),
    };
    const pacer = new Pacer(clock);
    const begun = clock.now();
    const sweep = makeSweepCell({
      enter: () => call('Enter', () => this.#enter(cell)),
      sweepPage: async (inside, { cursor = '0' }) => {
        const from = Number(cursor);
        const page = await paced(pacer, 'read', () =>
          call('Describe', () => inside.read(clock.now(), from, PAGE)),
        );
        for (const thing of page.wrong)
          await paced(pacer, 'write', () => call('Put', () => inside.write(clock.now(), thing)));
        return {
          next: page.more ? String(from + PAGE) : undefined,
          counts: { looked: page.looked, set: page.wrong.length },
        };
      },
      progress: new SweepProgressStore(
        invocation.database((command) =>
          life === this.#life ? this.#dynamo.execute(command) : new Promise(() => {}),
        ),
        TABLE,
      ),
      now: () => this.time.now(),
      telemetry: SILENT,
    });
    const { done } = await invocation.run(() => sweep({ at: this.#options.start, ...cell }));
    this.longestRound = Math.max(this.longestRound, clock.now() - begun);
    return done;
  }

  #enter(cell: SweepCell): PlayedCell {
    const inside = this.cells.get(cellName(cell));
    if (inside?.isOpen === true) return inside;
    throw new AppError('the account does not let us in', { code: 'member-access-denied', kind: 'forbidden' });
  }

  #refuses(): () => boolean {
    const { busy = 0, chance } = this.#options;
    return () => chance() * 1000 < busy;
  }

  #between({ least, most }: { readonly least: number; readonly most: number }): number {
    return least + (most - least) * this.#options.chance();
  }
}

/** A call as the SDK makes it: what was refused is asked again, each time in its turn. */
async function paced<T>(pacer: Pacer, kind: 'read' | 'write', call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await pacer.turn(kind, call);
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'throttled' || attempt === ATTEMPTS) throw error;
    }
  }
}
