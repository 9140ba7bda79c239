import type { Instant } from '../kernel/instant.ts';
import { units } from '../kernel/money.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { ConcludeInput } from '../platform/sweep.ts';
import type { SweptPlaces } from '../platform/sweep-config.ts';
import { added, type CellOutcome, type Counts } from '../platform/sweep-progress.ts';
import type { SweepProgressStore } from '../platform/sweep-progress-store.ts';
import type { makeTellAnnouncements, ToldAnnouncements } from './tell-announcements.ts';

export interface ConcludeLogSweepDeps {
  readonly progress: Pick<SweepProgressStore, 'cellsOf'>;
  readonly places: SweptPlaces;
  readonly tell: ReturnType<typeof makeTellAnnouncements>;
  readonly telemetry: Telemetry;
  /** Whether plans are applied. */
  readonly apply: boolean;
  readonly now: () => Instant;
}

/** What a sweep has come to: counts and codes, no names of groups. */
export interface LogSweepOutcome extends ToldAnnouncements {
  readonly applied: boolean;
  readonly cells: number;
  /** Of which nothing can be said: `222222222222 eu-west-1 member-access-denied`; the first of them. */
  readonly unknown: readonly string[];
  readonly unknownCount: number;
  readonly counts: Counts;
  /** Dollars a month for storage, at list prices. */
  readonly usdPerMonth: {
    /** By what this sweep has written. */
    readonly saved: number;
    /** By what is planned, announced or waits, once settled; and that part of it which goes at once. */
    readonly planned: number;
    readonly plannedAtOnce: number;
    /** What longer retention will cost. */
    readonly plannedExtra: number;
  };
}

const MOST_NAMED = 20;
const MONEY = ['savedMonthly', 'plannedMonthly', 'plannedAtOnce', 'plannedExtra'] as const;

/** Adds up what the cells came to, names those that are unknown, and has owners told what was announced. */
export function makeConcludeLogSweep({
  progress,
  places,
  tell,
  telemetry,
  apply,
  now,
}: ConcludeLogSweepDeps) {
  return async ({ at }: ConcludeInput): Promise<LogSweepOutcome> => {
    const cells = await progress.cellsOf(at, places);
    const unknown = cells.flatMap((cell) => (cell.state === 'unknown' ? [unknownWords(cell)] : []));
    const counts = cells.reduce<Counts>((sum, cell) => added(sum, cell.counts), {});
    const told = await tell({
      at: now(),
      actor: 'system:conclude-log-sweep',
      correlationId: `sweep-logs/${at}`,
    });
    telemetry.count('LogCellsUnknown', unknown.length);
    for (const cell of unknown.slice(0, MOST_NAMED)) telemetry.warn('log-cell-unknown', { at, cell });
    const usd = (name: (typeof MONEY)[number]) => units(counts[name] ?? 0);
    const outcome = {
      applied: apply,
      cells: cells.length,
      unknown: unknown.slice(0, MOST_NAMED),
      unknownCount: unknown.length,
      counts: Object.fromEntries(
        Object.entries(counts).filter(([name]) => !MONEY.some((money) => money === name)),
      ),
      usdPerMonth: {
        saved: usd('savedMonthly'),
        planned: usd('plannedMonthly'),
        plannedAtOnce: usd('plannedAtOnce'),
        plannedExtra: usd('plannedExtra'),
      },
      ...told,
    };
    telemetry.info('log-sweep-concluded', {
      at,
      cells: cells.length,
      unknown: unknown.length,
      ...outcome.counts,
      ...told,
    });
    return outcome;
  };
}

function unknownWords({ account, region, reason }: Extract<CellOutcome, { state: 'unknown' }>): string {
  return `${account} ${region} ${reason}`;
}
