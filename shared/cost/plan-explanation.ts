import { addDays, type Day, daysBetween } from '../kernel/day.ts';
import type { CauseQuestion } from './cost-questions.ts';
import type { CauseKind } from './explanation.ts';
import type { Finding } from './finding.ts';

/** Requests that explaining one finding may take. */
const MOST_QUESTIONS = 4;
/** Of a long finding the last days are looked at. */
const MOST_DAYS = 7;

/** What to look at: some days, the same weekdays before, and the questions that tell them apart. */
export interface ExplanationPlan {
  readonly days: readonly Day[];
  readonly before: readonly Day[];
  readonly questions: readonly CauseQuestion[];
}

/** In the order of what says most; a region is left out where there is more to ask than may be asked. */
const ASKED: readonly CauseKind[] = ['usageType', 'service', 'account', 'team', 'region'];

/**
 * How a finding is explained: its last days, at most a week of them, against the same weekdays of the last week that it
 * has no part in, by whatever its series does not name already. Charges by the calendar explain themselves.
 */
export function planExplanation({ series, kind, days, firstDate }: Finding): ExplanationPlan | undefined {
  if (kind === 'fee' || kind === 'fee-change') return undefined;
  const last = days.at(-1) ?? firstDate;
  const looked = days.filter((day) => day > addDays(last, -MOST_DAYS));
  const weeks = Math.ceil((daysBetween(firstDate, last) + 1) / 7);
  const before = looked.map((day) => addDays(day, -7 * weeks));
  const from = before[0] ?? firstDate;
  const questions = ASKED.filter((by) => series[by] === undefined)
    .slice(0, MOST_QUESTIONS)
    .map((by) => ({ series, by, from, to: last, quantity: by === 'usageType' }));
  return { days: looked, before, questions };
}
