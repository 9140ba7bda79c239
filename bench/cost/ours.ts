import { CostSection } from '../../shared/cost/config.ts';
import { policyOf } from '../../shared/cost/policy.ts';
import { beginBill, type Scanned, seenUpTo } from '../../shared/cost/scan.ts';
import { dayNumber } from '../../shared/kernel/day.ts';
import type { Bill } from './bill.ts';
import type { Alert } from './score.ts';

/** What Belltower finds in a bill, walking through it day by day, with the default thresholds. */
export function scanOf({ series, planned, teamAliases, firstDay, length }: Bill): Scanned {
  const policy = { ...policyOf(CostSection.parse({ planned: [...planned] }), []), teamAliases };
  return seenUpTo(beginBill({ series, policy }), firstDay + length);
}

/** Its anomalies as alerts; new spend and notices of fees are news, not anomalies. */
export function alertsOf({ findings }: Scanned, { firstDay }: Bill): Alert[] {
  return findings
    .filter(({ kind, gate }) => kind !== 'new' && gate !== 'calendar')
    .map(({ series, members, date, days }) => ({
      about: members === undefined ? [series] : members.map((member) => member.series),
      flagged: dayNumber(date) - firstDay,
      days: days.map((day) => dayNumber(day) - firstDay),
    }));
}

/** How many anomalies it sees in charges that are none: fees, taxes, credits, refunds. */
export function noticesOn({ findings }: Scanned, { series }: Bill): number {
  const usage = new Set(series.filter(({ charge }) => charge === 'usage').map(({ key }) => key.service));
  return findings.filter(
    ({ kind, series: { service } }) =>
      kind !== 'fee' && kind !== 'fee-change' && service !== undefined && !usage.has(service),
  ).length;
}
