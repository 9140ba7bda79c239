import { millis, spoken } from '../kernel/duration.ts';
import { elapsed, type Instant } from '../kernel/instant.ts';
import type { Case } from './case.ts';
import type { Policy } from './config.ts';
import { dueDate, type RequestClock, reminders } from './due-date.ts';

/** Something people must hear about a case, once for each key. */
export interface DueNotice {
  /** Part of the idempotency key: `reminder-2`, `at-risk`, `overdue`, `stuck`. */
  readonly key: string;
  readonly due: Instant;
  /** Whether it goes to the ladder of whoever answers for privacy, and not only into a mailbox. */
  readonly pages: boolean;
  readonly reason: string;
}

const STUCK_MS = millis('24h');
/** Where a case moves by itself, or a person of ours is to move it. */
const WORKING: ReadonlySet<string> = new Set([
  'received',
  'resolving',
  'erasing',
  'shredding',
  'verifying_erasure',
]);
/** What is left when a case that has not ended is called at risk. */
const AT_RISK_MS = millis('3d');

/**
 * What is to be told about a case by now, whatever state it is in, also on hold: its reminders; that it is at risk, or
 * overdue; that nothing moved for 24 hours. Whoever sends them knows by the key what was sent.
 * @param moved when the case last changed
 */
export function dueNotices(of: Case, policy: Policy, moved: Instant, now: Instant): DueNotice[] {
  const { stage } = of;
  if (stage.state === 'certified') return [];
  const clock = clockAt(of, now);
  const due = dueDate(clock, policy);
  const standsStill = stage.state === 'verifying';
  const notices = reminders(clock, policy).flatMap((at, place): DueNotice[] =>
    now >= at && !standsStill
      ? [
          {
            key: `reminder-${place + 1}${clock.extended ? '-extended' : ''}`,
            due,
            pages: false,
            reason: 'reminder',
          },
        ]
      : [],
  );
  const left = elapsed(now, due);
  if (!standsStill && left <= 0) notices.push({ key: 'overdue', due, pages: true, reason: 'overdue' });
  else if (!standsStill && left <= AT_RISK_MS)
    notices.push({ key: 'at-risk', due, pages: true, reason: 'at-risk' });
  const still = elapsed(moved, now);
  if (still >= STUCK_MS && WORKING.has(stage.state))
    notices.push({ key: `stuck-${moved}`, due, pages: true, reason: `nothing-moved-for-${spoken(still)}` });
  return notices;
}

/** The clock of a case as it stands: while somebody is asked who they are, the pause goes on to now. */
export function clockAt({ stage, received, pauses, extended }: Case, now: Instant): RequestClock {
  const open = stage.state === 'verifying' ? [{ from: stage.since, to: now }] : [];
  return { received, pauses: [...pauses, ...open], extended };
}
