import { TASK_ERROR } from '../../shared/kernel/errors.ts';

/** How often a step of a workflow is tried again, by what went wrong: the first that fits counts. */
interface Retry {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly MaxAttempts: number;
  readonly JitterStrategy?: 'FULL';
}

const ANYTHING = { ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL' } as const;

/** About two minutes: what is given up comes again by itself, and others wait meanwhile. */
export const TWO_MINUTES: Retry = {
  ...ANYTHING,
  IntervalSeconds: 5,
  BackoffRate: 3,
  MaxDelaySeconds: 60,
  MaxAttempts: 4,
};

/** Up to a quarter of an hour, the first time at once: somebody waits for it. */
export const QUARTER_OF_AN_HOUR: Retry = {
  ...ANYTHING,
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxDelaySeconds: 60,
  MaxAttempts: 20,
};

/** About an hour: a whole run hangs on it, and what refuses because of too many requests is asked again after minutes. */
export const AN_HOUR: Retry = {
  ...ANYTHING,
  IntervalSeconds: 30,
  BackoffRate: 2,
  MaxDelaySeconds: 900,
  MaxAttempts: 8,
};

/** A fault of ours, or an item that cannot be read: somebody has to change something first. */
export const NOT_AGAIN: Retry = { ErrorEquals: [TASK_ERROR.notRetryable], MaxAttempts: 0 };

/** The same where somebody waits for it: seldom helps, costs little, and is over before the next alarm. */
export const TWICE_AGAIN: Retry = {
  ErrorEquals: [TASK_ERROR.notRetryable],
  IntervalSeconds: 10,
  BackoffRate: 2,
  MaxAttempts: 2,
};
