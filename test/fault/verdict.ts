import { elapsed, type Instant } from '../../shared/kernel/instant.ts';
import type { PlayedAws } from '../support/played-aws.ts';

/** What a night came to, for comparing with one that nothing disturbed. */
export interface Verdict {
  /** Pages that should have been sent and never were. */
  readonly lost: readonly string[];
  /** Pages that were sent although nothing called for them. */
  readonly unwanted: readonly string[];
  /** By how many milliseconds the latest page was later than in an undisturbed night. */
  readonly latest: number;
  /** How often the most often sent page was sent. */
  readonly mostSends: number;
  /** Messages beyond the first of each page. */
  readonly duplicates: number;
  /** Whatever is left undone: open incidents, things still due, dead letters, failed executions. */
  readonly leftovers: readonly string[];
}

export function judge(aws: PlayedAws, calm: PlayedAws): Verdict {
  const sends = Map.groupBy(aws.sent, ({ page }) => page);
  const wanted = new Map<string, Instant>(calm.sent.map(({ page, at }) => [page, at]));
  const late = [...wanted].map(([page, at]) => elapsed(at, sends.get(page)?.[0]?.at ?? at));
  return {
    lost: [...wanted.keys()].filter((page) => !sends.has(page)),
    unwanted: [...sends.keys()].filter((page) => !wanted.has(page)),
    latest: Math.max(...late),
    mostSends: Math.max(...[...sends.values()].map(({ length }) => length)),
    duplicates: aws.sent.length - sends.size,
    leftovers: leftovers(aws),
  };
}

function leftovers(aws: PlayedAws): string[] {
  return [
    ...aws
      .incidents()
      .flatMap(({ service, state }) => (state === 'resolved' ? [] : [`${service} is ${state}`])),
    ...aws
      .deliveries()
      .flatMap(({ page, delivery: { state } }) =>
        state === 'planned' || state === 'claimed' ? [`${page} is ${state}`] : [],
      ),
    ...aws.due().map((item) => `due: ${JSON.stringify(item)}`),
    ...[...aws.intake.deadLetters, ...aws.delivery.deadLetters].map(({ reason }) => `set aside: ${reason}`),
    ...[...aws.workflow.executions].flatMap(([name, { failed }]) => (failed ? [`failed: ${name}`] : [])),
  ];
}
