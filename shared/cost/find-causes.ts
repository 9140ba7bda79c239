import type { Micros } from '../kernel/money.ts';
import type { CauseAnswer, CauseQuestion, CauseRow } from './cost-questions.ts';
import type { Cause, FoundExplanation } from './explanation.ts';
import type { ExplanationPlan } from './plan-explanation.ts';

const MOST_OF_A_KIND = 3;
/** What has a smaller part in it says nothing. */
const LEAST_SHARE = 0.1;

interface Change {
  readonly name: string;
  readonly before: Amount;
  readonly after: Amount;
}
interface Amount {
  readonly micros: Micros;
  readonly quantity: number;
}

/** What the answers to the questions of a plan say, in their order: an explanation without the changes made. */
export function findCauses(
  { days, before, questions }: ExplanationPlan,
  answers: readonly CauseAnswer[],
): FoundExplanation {
  const asked = questions.flatMap((question, place) => {
    const answer = answers[place];
    return answer === undefined ? [] : [{ question, answer, changes: changesOf(answer.rows, days, before) }];
  });
  const split = asked.find(({ question }) => question.quantity);
  return {
    state: 'found',
    days: [...days],
    before: [...before],
    causes: asked
      .flatMap(({ question, changes }) => causesOf(question, changes, days.length))
      .sort((a, b) => Math.abs(b.change) - Math.abs(a.change)),
    ...(split === undefined ? {} : { split: splitOf(split.changes, days.length) }),
    partial: asked.some(({ answer }) => !answer.complete),
  };
}

/** What each group cost and used on the days, and on as many before. */
function changesOf(rows: readonly CauseRow[], days: readonly string[], before: readonly string[]): Change[] {
  const sums = new Map<string, { before: Amount; after: Amount }>();
  const none = { micros: 0, quantity: 0 };
  for (const { group, day, micros, quantity = 0 } of rows) {
    const side = days.includes(day) ? 'after' : before.includes(day) ? 'before' : undefined;
    if (side === undefined) continue;
    const sum = sums.get(group) ?? { before: none, after: none };
    const known = sum[side];
    sums.set(group, {
      ...sum,
      [side]: { micros: known.micros + micros, quantity: known.quantity + quantity },
    });
  }
  return [...sums].map(([name, sum]) => ({ name, ...sum }));
}

/** The groups that went the way the whole went, with their part of it; none where there is just one group anyway. */
function causesOf({ by }: CauseQuestion, changes: readonly Change[], days: number): Cause[] {
  const whole = changes.reduce((sum, { before, after }) => sum + after.micros - before.micros, 0);
  if (whole === 0 || (by !== 'usageType' && changes.length < 2)) return [];
  return changes
    .map(({ name, before, after }) => {
      const change = after.micros - before.micros;
      return { kind: by, name, change: Math.round(change / days), share: change / whole };
    })
    .filter(({ share }) => share >= LEAST_SHARE)
    .sort((a, b) => b.share - a.share)
    .slice(0, MOST_OF_A_KIND);
}

/**
 * What of the change comes of usage and what of price: more used at the old price, and a new price for what is used now.
 * What was not used before, or has no amounts, is usage.
 */
function splitOf(changes: readonly Change[], days: number): { usage: Micros; price: Micros } {
  let [usage, price] = [0, 0];
  for (const { before, after } of changes) {
    const whole = after.micros - before.micros;
    const comparable = before.quantity > 0 && after.quantity > 0;
    const ofPrice = comparable ? after.micros - (before.micros / before.quantity) * after.quantity : 0;
    price += ofPrice;
    usage += whole - ofPrice;
  }
  return { usage: Math.round(usage / days), price: Math.round(price / days) };
}
