import { type Micros, spokenMoney } from '../shared/kernel/money.ts';
import type { LogsConfig } from '../shared/logs/config.ts';
import type { RetentionPlan } from '../shared/logs/plan-retention.ts';
import { LOG_PRICES } from '../shared/logs/prices.ts';
import { oneLine } from '../shared/platform/one-line.ts';
import { textTable } from './text-table.ts';

/** Plans as a person reads them: a line for each group, and what it all saves. */
export function planWords(plans: readonly RetentionPlan[], { logs }: LogsConfig): string {
  if (plans.length === 0) return 'No log groups.';
  const rows = plans.map(({ name, currentDays, targetDays, action, savings, reason }) => [
    oneLine(name, 80),
    days(currentDays),
    days(targetDays),
    action,
    spokenMoney(savings.monthly, 'USD'),
    oneLine(reason, 200),
  ]);
  const sum = (of: (plan: RetentionPlan) => Micros) =>
    spokenMoney(
      plans.reduce((total, plan) => total + of(plan), 0),
      'USD',
    );
  const told = plans.filter(({ action }) => action === 'shorten-announce').length;
  return [
    textTable([['GROUP', 'DAYS', 'WANTED', 'ACTION', 'SAVES A MONTH', 'WHY'], ...rows]),
    '',
    `Storage saved: ${sum(({ savings }) => savings.monthly)} a month in the end, ${sum(({ savings }) => savings.atOnce)} of it for what is stored already; ${sum(({ savings }) => savings.extra)} a month more where logs are kept longer (prices of ${LOG_PRICES.asOf}).`,
    ...(told === 0
      ? []
      : [`${told} would be announced to their owners and wait ${logs.protect.shortenOnlyAfter}.`]),
    ...(logs.apply ? [] : ['A dry run: apply is false in logs.yaml, so nothing is ever written.']),
  ].join('\n');
}

function days(count: number | null): string {
  return count === null ? 'never' : String(count);
}
