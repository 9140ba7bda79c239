import type { IncidentId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import type { DropReason } from './admit-alert.ts';
import { type Arrival, admitAlerts } from './admit-alerts.ts';
import { collectAlerts, type MemberChange, memberOf } from './collect-alerts.ts';
import type { PagingConfig } from './config.ts';
import { isHeartbeat } from './heartbeat.ts';
import type { Incident } from './incident.ts';
import type { OpenedIncident } from './open-incident.ts';
import type { Silence } from './silence.ts';
import { decideStorm, type ServiceLoad, type StormMember } from './storm.ts';

/** Alerts of one service and key that came in one message, in the order in which they stand there. */
export interface KeyArrivals {
  readonly service: string;
  readonly dedupKey: string;
  readonly arrivals: readonly Arrival[];
  /** What an incident is called that they open. */
  readonly newId: IncidentId;
}

/** What there is already when alerts of several keys of one service come. */
export interface RushSituation {
  /** The last incident of each key, open or not, where there was one. */
  readonly last: ReadonlyMap<string, Incident>;
  readonly silences: readonly Silence[];
  readonly load: ServiceLoad | undefined;
  /** The last storm of the service, open or not. */
  readonly storm: Incident | undefined;
  /** What the open storm knows of these alerts. */
  readonly members: readonly StormMember[];
}

/** One of several incidents that open together. */
export interface RushOpening<K extends KeyArrivals> {
  readonly of: K;
  readonly opened: OpenedIncident;
  /** Of the one that is a storm: the alert that it begins with. */
  readonly member: StormMember | undefined;
}

/** What one write does for alerts of several keys; what it leaves is for each by itself. */
export type Rush<K extends KeyArrivals> =
  | { readonly kind: 'open'; readonly openings: readonly RushOpening<K>[]; readonly load: ServiceLoad }
  | {
      readonly kind: 'collect';
      readonly storm: Incident;
      readonly taken: readonly K[];
      readonly members: readonly MemberChange[];
      readonly raised: Incident | undefined;
      readonly dropped: readonly DropReason[];
    }
  | { readonly kind: 'none'; readonly reason: 'nothing-to-open-or-collect' };

/** A transaction holds 100 writes: these, and the load of the service or the storm and the audit entry. */
const MOST_WRITES = 90;
/** Of an incident: itself, its pointer, its wake, its audit entry, and the alert that a storm begins with. */
const WRITES_OF_OPENING = 5;

interface Circumstances {
  readonly config: PagingConfig;
  readonly now: Instant;
}

/**
 * Alerts of several keys of one service, decided one after the other as each would be by itself, as far as they open
 * incidents that page or go into a storm, and fit into one write. The keys differ.
 */
export function planRush<K extends KeyArrivals>(
  keys: readonly K[],
  situation: RushSituation,
  circumstances: Circumstances,
): Rush<K> {
  const { storm } = situation;
  return storm !== undefined && storm.state !== 'resolved'
    ? collectRush(keys, storm, situation, circumstances)
    : openRush(keys, situation, circumstances);
}

function openRush<K extends KeyArrivals>(
  keys: readonly K[],
  situation: RushSituation,
  circumstances: Circumstances,
): Rush<K> {
  const openings: RushOpening<K>[] = [];
  let load = situation.load;
  let writes = 0;
  for (const of of keys) {
    const change = pagingOpening(of, situation, circumstances);
    const [first, ...more] = of.arrivals;
    if (change === undefined || first === undefined) continue;
    const verdict = decideStorm(change, load, situation.storm, circumstances.now);
    if (verdict.kind === 'collect') break;
    const begins = verdict.kind === 'begin';
    if (begins && more.length > 0) break;
    writes += WRITES_OF_OPENING + verdict.opened.timeline.length;
    if (writes > MOST_WRITES) break;
    openings.push({ of, opened: verdict.opened, member: begins ? memberOf(first.routed) : undefined });
    load = verdict.load;
    if (begins) break;
  }
  if (openings.length === 0 || load === undefined) return NOTHING;
  return { kind: 'open', openings, load: { ...load, version: (situation.load?.version ?? 0) + 1 } };
}

const NOTHING = { kind: 'none', reason: 'nothing-to-open-or-collect' } as const;

/** The incident that these alerts open, all of them, if it pages now. */
function pagingOpening(
  { arrivals, dedupKey, newId }: KeyArrivals,
  { last, silences }: RushSituation,
  { config, now }: Circumstances,
): OpenedIncident | undefined {
  const circumstances = { config, silences, now, newId };
  const { change, taken, dropped } = admitAlerts(arrivals, last.get(dedupKey), circumstances);
  if (change?.kind !== 'open' || taken < arrivals.length || dropped.length > 0) return undefined;
  return change.incident.wakeAt === now && !isHeartbeat(change.incident) ? change : undefined;
}

function collectRush<K extends KeyArrivals>(
  keys: readonly K[],
  storm: Incident,
  situation: RushSituation,
  circumstances: Circumstances,
): Rush<K> {
  const { config, now } = circumstances;
  const taken: K[] = [];
  const members: MemberChange[] = [];
  const dropped: DropReason[] = [];
  let raised: Incident | undefined;
  let writes = 0;
  for (const of of keys) {
    const isMember = situation.last.get(of.dedupKey)?.id === storm.id;
    if (!isMember && pagingOpening(of, situation, circumstances) === undefined) continue;
    writes += of.arrivals.length + (isMember ? 0 : 1);
    if (writes > MOST_WRITES) break;
    const known = isMember
      ? situation.members.filter(
          ({ service, dedupKey }) => service === of.service && dedupKey === of.dedupKey,
        )
      : [];
    const collected = collectAlerts(of.arrivals, raised ?? storm, known, {
      config,
      silences: situation.silences,
      now,
    });
    taken.push(of);
    members.push(...collected.members);
    dropped.push(...collected.dropped);
    raised = collected.raised ?? raised;
  }
  return taken.length === 0 ? NOTHING : { kind: 'collect', storm, taken, members, raised, dropped };
}
