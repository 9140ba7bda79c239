import * as z from 'zod';
import { Instant } from '../kernel/instant.ts';
import { AccountId, Region } from '../platform/schema.ts';
import type { CellOutcome } from '../platform/sweep-progress.ts';
import { InventorySource } from './inventory.ts';
import { TeamScore } from './scores.ts';
import type { SeenCell } from './seen-page.ts';

/** Accounts and regions that a report names at most; there may be thousands. */
const MOST_NAMED = 200;

const UnknownCell = z.strictObject({ account: AccountId, region: Region, reason: z.string() });

/** How many cells a source has answered how, by its reason. */
const SourceReport = z.strictObject({
  source: InventorySource,
  state: z.enum(['whole', 'partial', 'off']),
  reason: z.string().optional(),
  cells: z.int(),
});

/** What a sweep came to. */
export const SweepReport = z.object({
  v: z.literal(1),
  /** The time it was scheduled for. */
  at: Instant,
  /** The worst first; those of nobody have no `team`. */
  teams: z.array(TeamScore),
  cells: z.strictObject({
    /** Accounts × regions that were looked at, and those that could not be. */
    done: z.int(),
    unknown: z.int(),
    /** Those that could not be, with a code; at most 200 of them. */
    named: z.array(UnknownCell),
  }),
  coverage: z.array(SourceReport),
  /** Resources whose tags would be put right, and those whose tags were. */
  planned: z.int(),
  tagged: z.int(),
});
export type SweepReport = z.infer<typeof SweepReport>;

/** A report from what the cells came to. */
export function sweepReport(
  at: Instant,
  teams: readonly TeamScore[],
  cells: readonly CellOutcome[],
  seen: ReadonlyMap<string, SeenCell>,
): SweepReport {
  const unknown = cells.flatMap((cell) =>
    cell.state === 'unknown' ? [{ account: cell.account, region: cell.region, reason: cell.reason }] : [],
  );
  const sum = (name: string) => cells.reduce((all, { counts }) => all + (counts[name] ?? 0), 0);
  return {
    v: 1,
    at,
    teams: [...teams],
    cells: {
      done: cells.length - unknown.length,
      unknown: unknown.length,
      named: unknown.slice(0, MOST_NAMED),
    },
    coverage: coverageOf([...seen.values()]),
    planned: sum('planned'),
    tagged: sum('tagged'),
  };
}

function coverageOf(cells: readonly SeenCell[]): SweepReport['coverage'] {
  const counts = new Map<string, SweepReport['coverage'][number]>();
  for (const { coverage } of cells)
    for (const source of InventorySource.options) {
      const said = coverage[source];
      if (said === undefined) continue;
      const { state } = said;
      const reason = said.state === 'whole' ? undefined : said.reason;
      const key = `${source} ${state} ${reason ?? ''}`;
      const before = counts.get(key) ?? {
        source,
        state,
        ...(reason === undefined ? {} : { reason }),
        cells: 0,
      };
      counts.set(key, { ...before, cells: before.cells + 1 });
    }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
