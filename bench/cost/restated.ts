import { CostSection } from '../../shared/cost/config.ts';
import type { Finding } from '../../shared/cost/finding.ts';
import type { LeafSeries } from '../../shared/cost/leaf-series.ts';
import { policyOf } from '../../shared/cost/policy.ts';
import { beginBill, seenUpTo } from '../../shared/cost/scan.ts';
import { dayNumber } from '../../shared/kernel/day.ts';
import { billOf } from './bill.ts';
import { chanceOf } from './random.ts';

const NIGHTS = 30;
const FIRST_NIGHT = 70;
const HISTORY = 70;

/** What nightly runs said of yesterday while a fifth of the series had up to half of it still to come. */
export interface Restated {
  /** Findings of yesterday alone, which are provisional. */
  readonly provisional: number;
  /** Those that the next night took back. */
  readonly takenBack: number;
  /** Falls that were said to be final and were not: must be 0. */
  readonly falseFalls: number;
}

/** Runs a month of nights over a calm bill whose last day is restated upwards the day after. */
export function restatedNights(seed: number): Restated {
  const bill = billOf(seed, true);
  const chance = chanceOf(seed);
  const usage = bill.series.filter(({ charge }) => charge === 'usage');
  const policy = {
    ...policyOf(CostSection.parse({ planned: [...bill.planned] }), []),
    teamAliases: bill.teamAliases,
  };
  let [before, provisional, takenBack, falseFalls] = [new Map<string, Finding>(), 0, 0, 0];
  const truth = new Set(
    seenUpTo(beginBill({ series: usage, policy }), bill.firstDay + bill.length).findings.map(idOf),
  );
  for (let night = FIRST_NIGHT; night < FIRST_NIGHT + NIGHTS; night++) {
    const today = bill.firstDay + night;
    const series = usage.flatMap((leaf) =>
      known(leaf, today, chance.is(0.2) ? chance.between(0.5, 0.95) : 1),
    );
    const { findings } = seenUpTo(beginBill({ series, policy }), today);
    const ids = new Set(findings.map(idOf));
    takenBack += [...before.keys()].filter((id) => !ids.has(id)).length;
    before = new Map(findings.filter((one) => one.provisional).map((one) => [idOf(one), one]));
    provisional += before.size;
    falseFalls += findings.filter(
      (one) =>
        one.kind === 'drop' && !one.provisional && dayNumber(one.date) === today - 2 && !truth.has(idOf(one)),
    ).length;
  }
  return { provisional, takenBack, falseFalls };
}

/** A series as it is known on a morning. */
function known(leaf: LeafSeries, today: number, share: number): LeafSeries[] {
  const start = Math.max(leaf.from, today - HISTORY);
  const micros = leaf.micros.slice(start - leaf.from, Math.max(0, today - leaf.from));
  if (micros.length === 0) return [];
  if (start + micros.length === today) micros[micros.length - 1] = Math.round((micros.at(-1) ?? 0) * share);
  return [{ ...leaf, from: start, micros }];
}

function idOf({ series: { service, account, team }, kind, date }: Finding): string {
  return [service, account, team, kind, date].join(' ');
}
