import { type Circumstances, type DropReason, raise } from './admit-alert.ts';
import type { Arrival } from './admit-alerts.ts';
import type { Incident } from './incident.ts';
import { firesAgain, firingMember } from './member-alerts.ts';
import { matchableOf, type RoutedAlert } from './route-alert.ts';
import { silenceOf } from './silence.ts';
import type { StormMember } from './storm.ts';

/** A member as it was read, if it was there, and as it shall be. */
export interface MemberChange {
  readonly before: StormMember | undefined;
  readonly after: StormMember;
}

/** What a storm takes in. */
export interface Collected {
  readonly members: readonly MemberChange[];
  /** The storm made graver by a graver alert; undefined where it stays as it is. */
  readonly raised: Incident | undefined;
  readonly dropped: readonly DropReason[];
}

/** At most so many alerts at once: they are written in one transaction. */
export const MOST_COLLECTED = 80;

/** Alerts of one key that come during a storm: each is kept as its last state says, and pages nobody by itself. */
export function collectAlerts(
  arrivals: readonly Arrival[],
  storm: Incident,
  known: readonly StormMember[],
  { config, silences, now }: Pick<Circumstances, 'config' | 'silences' | 'now'>,
): Collected {
  const changes = new Map<string, MemberChange>();
  const dropped: DropReason[] = [];
  let raised: Incident | undefined;
  for (const { routed } of arrivals.slice(0, MOST_COLLECTED)) {
    const { fingerprint, state, toldAt } = routed.signal;
    const before = known.find((member) => member.fingerprint === fingerprint);
    const current = changes.get(fingerprint)?.after ?? before;
    const again = current !== undefined && toldAt !== undefined && firesAgain(routed.signal, current);
    const at = again ? toldAt : routed.signal.at;
    if (current === undefined && state === 'resolved') dropped.push('nothing-open');
    else if (current !== undefined && at < current.changedAt) dropped.push('out-of-order');
    else if (current !== undefined && at === current.changedAt && state === current.state)
      dropped.push('already-known');
    else {
      changes.set(fingerprint, { before, after: { ...memberOf(routed), changedAt: at } });
      const { severity } = raised ?? storm;
      const quiet = silenceOf(matchableOf(routed), silences, now) !== undefined;
      if (state === 'firing' && routed.severity < severity && !quiet)
        raised = raise(raised ?? storm, routed.severity, config, now);
    }
  }
  return { members: [...changes.values()], raised, dropped };
}

/** An alert as a storm keeps it. */
export function memberOf({ service, severity, signal }: RoutedAlert): StormMember {
  const { dedupKey, fingerprint, state } = signal;
  const { at: _, toldAt: __, links: ___, ...stated } = signal;
  const { title, changedAt } = firingMember(signal);
  return {
    v: 1,
    service,
    dedupKey,
    fingerprint,
    title,
    severity,
    state,
    changedAt,
    stated: { ...stated, links: [] },
  };
}
