import { addMonths } from '../kernel/day.ts';
import { type Currency, type Micros, spokenMoney } from '../kernel/money.ts';
import { spokenMonth } from './budget-period.ts';
import type { CostConfig } from './config.ts';
import { spokenPercent } from './describe-budget.ts';
import type { Restatement } from './restated-review.ts';
import type { Review } from './review.ts';
import { type ReviewTable, reviewTables, signedPercent } from './review-tables.ts';

/** A review in words. */
export interface ReviewWords {
  readonly subject: string;
  readonly title: string;
  readonly figures: readonly { readonly value: string; readonly label: string }[];
  /** What else there is to say, at the end. */
  readonly footer: readonly string[];
  /** What to know before reading on. */
  readonly notes: readonly string[];
  readonly months: { readonly now: string; readonly before: string };
  readonly tables: readonly ReviewTable[];
}

/** All that a review says, for people who pay. */
export function reviewWords(
  review: Review,
  restatement: Restatement | undefined,
  config: CostConfig,
): ReviewWords {
  const { month, name, total, currency } = review;
  const money = (micros: Micros) => spokenMoney(micros, currency);
  const months = { now: spokenMonth(month), before: spokenMonth(addMonths(month, -1)) };
  const compared = review.missingBefore.length < 28;
  const change = compared
    ? `, ${changeWords(total.change, total.changePct, currency)} than in ${months.before}`
    : '';
  const corrected = restatement === undefined ? '' : 'Corrected: ';
  return {
    subject: `${corrected}Costs of ${name} in ${months.now}: ${money(total.now)}${compared ? ` (${signedPercent(total.changePct)})` : ''}`,
    title: `${name} cost ${money(total.now)} in ${months.now}${change}.`,
    figures: figuresOf(review, months.before, compared),
    notes: notesOf(review, restatement, months.now),
    footer:
      review.of.kind === 'team'
        ? []
        : [
            review.own === undefined
              ? `What Belltower itself cost in ${months.now} is not known: its tag, application=belltower, has to be activated for cost allocation.`
              : `Belltower itself cost ${money(review.own)} in ${months.now}.`,
          ],
    months,
    tables: reviewTables(review, restatement, config),
  };
}

/** `$1,200.00 (12%) more`, `$3.00 (1%) less`, `the same`. */
function changeWords(change: Micros, pct: number | null, currency: Currency): string {
  if (change === 0) return 'no more and no less';
  const size = spokenMoney(Math.abs(change), currency);
  const part = pct === null ? '' : ` (${spokenPercent(Math.abs(pct))})`;
  return `${size}${part} ${change > 0 ? 'more' : 'less'}`;
}

function figuresOf(review: Review, before: string, compared: boolean): ReviewWords['figures'] {
  const { total, currency, untagged, budgets } = review;
  const whole = budgets[0];
  return [
    { value: spokenMoney(total.now, currency), label: 'in all' },
    compared
      ? { value: signedPercent(total.changePct), label: `against ${before}` }
      : { value: 'n/a', label: `nothing is known of ${before}` },
    whole === undefined
      ? { value: 'no budget', label: 'is set' }
      : {
          value: whole.usedPct === null ? 'over' : spokenPercent(whole.usedPct),
          label: `of the budget ${whole.id}`,
        },
    ...(untagged === undefined
      ? []
      : [
          {
            value: untagged.pct === null ? 'n/a' : spokenPercent(untagged.pct),
            label: 'of usage has no team',
          },
        ]),
  ];
}

function notesOf(review: Review, restatement: Restatement | undefined, month: string): string[] {
  const { currency, missing, missingBefore, otherCurrencies, budgets, of } = review;
  const over = budgets.filter(({ spent, amount }) => spent > amount);
  const some = missingBefore.length > 0 && missingBefore.length < 28;
  return [
    ...(restatement === undefined
      ? []
      : [
          `This corrects an earlier review: AWS changed the bill of ${month} from ${spokenMoney(restatement.before, currency)} to ${spokenMoney(restatement.now, currency)} (${signedPercent(restatement.changePct)}).`,
        ]),
    ...(over.length === 0
      ? []
      : [
          `Over budget: ${over.map(({ id, usedPct }) => `${id}${usedPct === null ? '' : ` (${spokenPercent(usedPct)})`}`).join(', ')}.`,
        ]),
    ...(review.estimated
      ? ['AWS has not closed this bill yet. If it changes by more than 1%, a corrected review follows.']
      : []),
    ...(missing.length === 0
      ? []
      : [
          `The bill says nothing of ${missing.length === 1 ? '1 day' : `${missing.length} days`} of ${month}, which these sums lack.`,
        ]),
    ...(some
      ? [
          `Of the month before ${missingBefore.length} days are not known, so the comparison is not a fair one.`,
        ]
      : []),
    ...(otherCurrencies.length === 0
      ? []
      : [
          `Not in these sums: ${otherCurrencies.map((other) => spokenMoney(other.micros, other.currency)).join(' and ')} in other currencies.`,
        ]),
    ...(of.kind === 'team'
      ? ['Usage with the team’s tag. Tax, support and commitments belong to no team.']
      : []),
  ];
}
