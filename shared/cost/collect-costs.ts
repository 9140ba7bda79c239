import { addDays, addMonths, type Day, dayOf, firstDay, monthOf } from '../kernel/day.ts';
import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import { afterRun, ageOf, type RunOutcome } from './after-run.ts';
import { readWindow } from './collect-window.ts';
import type { CollectedCostsStore } from './collected-costs-store.ts';
import {
  type CollectedDay,
  type Collection,
  type CollectionState,
  type Density,
  Grain,
} from './collection.ts';
import type { CostRunInput } from './cost-run.ts';
import type { CostSource, Window } from './cost-source.ts';
import type { CostStore } from './cost-store.ts';
import { type CollectionPlan, type GroupLimits, LEAST_REQUESTS, planCollection } from './plan-collection.ts';
import { stateOf } from './refusal.ts';

/** What a run has come to. */
export interface CollectionResult {
  readonly at: Instant;
  readonly state: CollectionState;
  /** Why it asked for what it did, or that it had nothing to do. */
  readonly reason: CollectionPlan['reason']['code'] | 'collected-already';
  readonly requests: number;
  /** Records that were written, other than the state of the collection. */
  readonly written: number;
  readonly through: Day | undefined;
}

export interface CollectCostsDeps {
  readonly source: CostSource;
  readonly costs: Pick<CostStore, 'collection' | 'days'>;
  readonly store: Pick<CollectedCostsStore, 'writeSeries' | 'writeDays' | 'changeCollection'>;
  readonly telemetry: Telemetry;
}

/** How many of the newest days are read by group whatever it takes: those that are scored again each run. */
const ALWAYS_READ = 3;

/**
 * Fetches what may have changed of the bill, and keeps it. Nothing of a window is written before all of it was read. A
 * refusal becomes the state of the collection, leaves the costs as they are, and is thrown on.
 */
export function makeCollectCosts(deps: CollectCostsDeps) {
  const { costs, store, telemetry } = deps;
  return async ({ at }: CostRunInput): Promise<CollectionResult> => {
    const before = await costs.collection();
    if (before?.state === 'ok' && before.lastOkAt === at) {
      const { through, state } = before;
      return { at, state, reason: 'collected-already', requests: 0, written: 0, through };
    }
    const today = dayOf(at);
    const stored = await costs.days(firstDay(addMonths(monthOf(today), -1)), today);
    const plan = planCollection(at, before, stored);
    const run = new Run(deps, at, before);
    const end = async (state: CollectionState): Promise<Collection> => {
      const known = await costs.days(firstDay(addMonths(monthOf(today), -1)), today);
      const after = await store.changeCollection((now) => afterRun(now, run.outcome(state), known), {
        at,
        actor: 'system:collect-costs',
        correlationId: `collect-${at}`,
      });
      telemetry.count('CostRequests', run.requests);
      telemetry.milliseconds('CostDataAge', ageOf(at, after, known));
      return after;
    };
    try {
      const limits = { requests: plan.requests, until: addDays(today, -1), least: ALWAYS_READ };
      await run.take(plan.recent, stored, limits);
      await fillIn(run, plan);
    } catch (thrown) {
      const state = stateOf(thrown);
      telemetry.warn('costs-not-collected', { at, state, requests: run.requests });
      await end(state).catch(() => telemetry.warn('collection-not-noted', { at, state }));
      throw thrown;
    }
    const { state, through } = await end('ok');
    const result = {
      at,
      state,
      reason: plan.reason.code,
      requests: run.requests,
      written: run.written,
      through,
    };
    telemetry.info('costs-collected', { ...result, from: plan.reason.from });
    return result;
  };

  /** History, as far back as the requests of the run go. What cannot be had of it keeps nothing else from coming in. */
  async function fillIn(run: Run, { older, requests }: CollectionPlan): Promise<void> {
    for (const window of older) {
      const left = requests - run.requests;
      try {
        const all =
          left >= LEAST_REQUESTS &&
          (await run.take(window, [], { requests: left, until: window.to, least: 0 }));
        if (all) continue;
        telemetry.warn('history-too-long', { until: window.to, requests: run.requests });
      } catch (thrown) {
        if (!(thrown instanceof AppError) || thrown.retryable || stateOf(thrown) !== 'failed') throw thrown;
        telemetry.warn('history-refused', { until: window.to, code: thrown.code });
      }
      return;
    }
  }
}

/** One run under way: what it has taken so far. */
class Run {
  requests = 0;
  written = 0;
  readonly #deps: CollectCostsDeps;
  readonly #at: Instant;
  #from: Day | undefined;
  #density: Density | undefined;

  constructor(deps: CollectCostsDeps, at: Instant, before: Collection | undefined) {
    this.#deps = deps;
    this.#at = at;
    this.#density = before?.density;
  }

  /** Reads a window and keeps it. @returns whether all of it was asked for by group */
  async take(window: Window, stored: readonly CollectedDay[], limits: GroupLimits): Promise<boolean> {
    const { source, store, telemetry } = this.#deps;
    const read = await readWindow(
      source,
      { window, stored, density: this.#density, limits, asOf: this.#at },
      () => void this.requests++,
    );
    const { plan, grouped, stated, days } = read;
    const asked = plan.window;
    if (plan.left > 0) telemetry.warn('costs-left-out', { reason: plan.reason, days: plan.left });
    if (asked !== undefined) {
      for (const grain of Grain.options)
        this.written += await store.writeSeries(grain, asked, grouped[grain], stated, this.#at);
      if (this.#from === undefined || asked.from < this.#from) this.#from = asked.from;
    }
    this.written += await store.writeDays(window, days); // last: a day is known when its series are
    this.#density = read.density;
    return plan.reason === 'all';
  }

  outcome(state: CollectionState): RunOutcome {
    return { at: this.#at, state, requests: this.requests, from: this.#from, density: this.#density };
  }
}
