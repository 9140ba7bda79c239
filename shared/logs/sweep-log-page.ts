import { afresh } from '../kernel/afresh.ts';
import { millis } from '../kernel/duration.ts';
import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { SweepCell, SweepCellInput } from '../platform/sweep.ts';
import type { SweptPage } from '../platform/sweep-progress.ts';
import type { GroupRecord } from './group-memory.ts';
import type { LogGroupStore } from './log-group-store.ts';
import type { LogPlaces } from './log-places-client.ts';
import type { FoundGroup, RetentionPlace } from './retention-client.ts';
import { type SweepCount, tally } from './sweep-counts.ts';
import type { makeTreatGroup, Treated } from './treat-group.ts';

/** A cell that we are let into, with all that is remembered of its groups. */
export interface EnteredCell {
  readonly place: RetentionPlace;
  readonly known: ReadonlyMap<string, GroupRecord>;
}

export interface SweepLogPageDeps {
  readonly places: Pick<LogPlaces, 'enter'>;
  readonly store: Pick<LogGroupStore, 'readCell' | 'read'>;
  readonly treat: ReturnType<typeof makeTreatGroup>;
  readonly telemetry: Telemetry;
  readonly now: () => Instant;
}

/** One more try where another write is in the way; the next sweep has the rest. */
const PATIENCE_MS = millis('1s');

/** Lets us into a cell: one query has what is remembered of all its groups. */
export function makeEnterCell({ places, store }: Pick<SweepLogPageDeps, 'places' | 'store'>) {
  return async (cell: SweepCell): Promise<EnteredCell> => ({
    place: await places.enter(cell),
    known: await store.readCell(cell),
  });
}

/**
 * Treats a page of groups, one after the other. What goes wrong with one of them is counted and said, and the others go
 * on; what goes wrong with all of them ends the round.
 */
export function makeSweepLogPage(deps: SweepLogPageDeps) {
  return async (
    { place, known }: EnteredCell,
    { at, cursor }: SweepCellInput & { readonly cursor: string | undefined },
  ): Promise<SweptPage> => {
    const { found, unreadable, next } = await place.page(cursor);
    let counts = tally({}, 'unreadable', unreadable);
    for (const one of found) {
      const occasion = { at: deps.now(), actor: 'system:sweep-log-cell', correlationId: `sweep-logs/${at}` };
      const treated = await treatOne(deps, one, known.get(one.group.name), place, occasion);
      counts = counted(counts, treated);
    }
    return { next, counts };
  };
}

async function treatOne(
  { treat, store, telemetry }: SweepLogPageDeps,
  found: FoundGroup,
  record: GroupRecord | undefined,
  place: RetentionPlace,
  occasion: Occasion,
): Promise<Treated | undefined> {
  const { account = '', region = '', name } = found.group;
  let known = record;
  let isFirst = true;
  try {
    return await afresh(async () => {
      if (!isFirst) known = await store.read({ account, region, name });
      isFirst = false;
      return treat(found, known, { place, born: false, patience: PATIENCE_MS, occasion });
    }, 2);
  } catch (thrown) {
    if (holdsForAll(thrown)) throw thrown;
    const code = thrown instanceof AppError ? thrown.code : nameOf(thrown);
    telemetry.warn('log-group-not-treated', { account, region, group: name, code });
    return undefined;
  }
}

/** A group that cannot be treated is one thing; an account that refuses, or a service that does not answer, another. */
const ONE_GROUP = new Set(['InvalidParameterException', 'write-conflict', 'amount-too-large']);

function holdsForAll(thrown: unknown): boolean {
  return !ONE_GROUP.has(thrown instanceof AppError ? thrown.code : nameOf(thrown));
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : 'bug';
}

function counted(before: Readonly<Record<string, number>>, treated: Treated | undefined) {
  if (treated === undefined) return tally(tally(before, 'groups', 1), 'failed', 1);
  const { outcome, plan, savings } = treated;
  const add: readonly (readonly [SweepCount, number])[] = [
    ['groups', 1],
    ...(outcome === 'as-planned' ? [] : [[outcome, 1] as const]),
    ...(plan === undefined || outcome === 'written' ? [] : [[plan.code, 1] as const]),
    ...(outcome === 'written'
      ? ([['savedMonthly', savings.monthly]] as const)
      : ([
          ['plannedMonthly', savings.monthly],
          ['plannedAtOnce', savings.atOnce],
          ['plannedExtra', savings.extra],
        ] as const)),
  ];
  return add.reduce((counts, [name, count]) => tally(counts, name, count), before);
}
