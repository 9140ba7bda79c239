import type { Day } from '../kernel/day.ts';
import type { Finding } from './finding.ts';
import type { Policy } from './policy.ts';
import { type Learning, scan } from './scan.ts';
import type { CostSeries } from './series.ts';
import type { Verdict } from './verdict.ts';

/** What is known of one series: what was unusual in it, or that there is too little to say; then new spend only. */
export type Detected =
  | { readonly kind: 'scored'; readonly findings: readonly Finding[] }
  | {
      readonly kind: 'learning';
      readonly findings: readonly Finding[];
      readonly reason: Learning['reason'];
    };

/**
 * What is unusual in one series. There is no training: the last days say what is usual.
 * @param asOf the day on which the question is asked; it and what is later is not scored
 * @param told what people said of earlier findings
 */
export function detect(
  series: CostSeries,
  policy: Policy,
  asOf: Day,
  told: readonly Verdict[] = [],
): Detected {
  const { findings, learning } = scan({ series: [series], policy, asOf, verdicts: told });
  const [learns] = learning;
  return learns === undefined
    ? { kind: 'scored', findings }
    : { kind: 'learning', findings, reason: learns.reason };
}
