import type { Instant } from '../kernel/instant.ts';
import type { Progress } from './progress.ts';

/** Whether a task is due for an attempt, and which; else what it waits for. */
export type DueAttempt =
  | { readonly kind: 'due'; readonly attempt: number }
  | { readonly kind: 'answer'; readonly code: string; readonly until: Instant }
  | { readonly kind: 'retry'; readonly code: string; readonly until: Instant; readonly parked: boolean }
  | { readonly kind: 'person'; readonly code: string };

/** A task is tried at once, again when no answer came in time, and after a failure when its time has come. */
export function dueAttempt(progress: Progress, now: Instant): DueAttempt {
  switch (progress.status) {
    case 'idle':
      return { kind: 'due', attempt: 1 };
    case 'sent':
      if (now >= progress.answerBy) return { kind: 'due', attempt: progress.attempt + 1 };
      return { kind: 'answer', code: 'sent', until: progress.answerBy };
    case 'waiting':
      if (now >= progress.retryAt) return { kind: 'due', attempt: progress.attempt + 1 };
      return { kind: 'retry', code: progress.code, until: progress.retryAt, parked: progress.parked };
    case 'failed':
      return { kind: 'person', code: progress.code };
  }
}
