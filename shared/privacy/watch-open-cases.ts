import { afresh } from '../kernel/afresh.ts';
import { AppError } from '../kernel/errors.ts';
import { elapsed, type Instant, shift } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import { ALERT_RAISED } from '../paging/events.ts';
import type { Bus } from '../platform/bus-client.ts';
import { caseAlert } from './case-alert.ts';
import type { CaseListStore } from './case-list-store.ts';
import type { CaseRecord } from './case-record.ts';
import type { CaseStore } from './case-store.ts';
import type { PrivacySection } from './config.ts';
import { askHolds, type HoldStore } from './hold-store.ts';
import type { WakeCase } from './wake-case.ts';
import { type CaseWatch, watchCase } from './watch-cases.ts';

export interface WatchOpenCasesDeps {
  readonly lists: Pick<CaseListStore, 'each'>;
  readonly store: Pick<CaseStore, 'read' | 'note'>;
  readonly holds: Pick<HoldStore, 'on'>;
  readonly bus: Bus;
  readonly wake: WakeCase;
  /** Has the audit trail so far signed for. */
  readonly vouch: () => Promise<void>;
  readonly privacy: PrivacySection;
  readonly telemetry: Telemetry;
  readonly now: () => Instant;
}

/**
 * An execution wakes within seconds of its time, or minutes where a thousand wait in line; one that has not by then is gone.
 * One that was stopped is not waited for: AWS tells of it.
 */
const LATE_MS = 5 * 60_000;
/** What a case that was closed had open is over: it is said in one of the runs of these days. */
const CLOSED_MS = 2 * 24 * 3_600_000;
const AT_ONCE = 10;
/** Events in one call. */
const MOST_EVENTS = 10;

/**
 * Has the audit trail signed, first, so that a run that ends early has done it. Then looks at every case that is not closed:
 * tells people what is wrong, once, and starts those again on which nothing works. A trail that cannot be signed, or a case
 * that cannot be looked at, keeps nobody from the others; then the run fails, which has an alarm.
 */
export function makeWatchOpenCases(deps: WatchOpenCasesDeps) {
  return async (): Promise<void> => {
    const now = deps.now();
    const failures: unknown[] = [];
    const unsigned: unknown[] = [];
    await deps.vouch().catch((error: unknown) => unsigned.push(error));
    for (const [list, since] of [['open'], ['certified'], ['closed', shift(now, -CLOSED_MS)]] as const) {
      let some: CaseRecord[] = [];
      const work = async () => {
        const results = await Promise.allSettled(some.map((record) => watch(deps, record, now)));
        for (const result of results) if (result.status === 'rejected') failures.push(result.reason);
        some = [];
      };
      for await (const record of deps.lists.each(list, since)) {
        if (record === undefined) failures.push(unreadable());
        else if (!record.closed || record.told.open.length > 0) some.push(record);
        if (some.length >= AT_ONCE) await work();
      }
      await work();
    }
    if (failures.length > 0) deps.telemetry.warn('cases-not-watched', { count: failures.length });
    const [first] = [...failures, ...unsigned];
    if (first !== undefined) throw first;
  };
}

async function watch(deps: WatchOpenCasesDeps, record: CaseRecord, now: Instant): Promise<void> {
  const { privacy, holds, bus, store, wake, telemetry } = deps;
  const { case: of, movedAt: moved, told, wakeAt, closed } = record;
  const decision = watchCase(
    {
      of,
      moved,
      told,
      closed,
      running: closed || wakeAt === undefined || elapsed(wakeAt, now) < LATE_MS,
      holds: closed ? { kind: 'known', holds: [] } : await askHolds(holds, record.subjects, telemetry),
    },
    privacy,
    now,
  );
  const { alerts, restart } = decision;
  if (alerts.length === 0 && !restart) return;
  for (let from = 0; from < alerts.length; from += MOST_EVENTS)
    await bus.put(
      alerts.slice(from, from + MOST_EVENTS).map((alert) => ({ ...ALERT_RAISED, detail: caseAlert(alert) })),
    );
  for (const { kind, state, system, reason } of alerts)
    telemetry.warn('case-alert', { case: of.id, kind, state, system, reason });
  const noted = await afresh(async () => note(store, record, decision, now));
  if (noted.run > record.run && restart) await wake(noted);
}

/** What people were told is kept whatever has become of the case since; where it has moved meanwhile, something works on it. */
async function note(
  store: WatchOpenCasesDeps['store'],
  { version, case: of }: CaseRecord,
  { told, restart }: CaseWatch,
  now: Instant,
): Promise<CaseRecord> {
  const latest = await store.read(of.id);
  const again = restart && latest.version === version;
  return store.note(latest, {
    told,
    closed: latest.closed,
    run: latest.run + (again ? 1 : 0),
    wakeAt: again ? now : latest.wakeAt,
  });
}

function unreadable(): AppError {
  return new AppError('a stored case does not fit its schema', { code: 'stored-item-invalid', kind: 'bug' });
}
