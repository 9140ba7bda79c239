import { afresh } from '../kernel/afresh.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Occasion } from '../platform/audit-store.ts';
import { errorFacts, toAppError } from '../runtime/error-table.ts';
import { type AdmitDeps, dropAll, MOST_ATTEMPTS, routeFacts, start, timed } from './admit-arrivals.ts';
import { memberOf } from './collect-alerts.ts';
import type { Incident } from './incident.ts';
import { type KeyArrivals, planRush, type Rush } from './plan-rush.ts';
import type { RushStore } from './rush-store.ts';

/** Alerts of one key, and the message they came in. */
export interface RushKey extends KeyArrivals {
  readonly occasion: Occasion;
}

export interface AdmitRushDeps extends AdmitDeps {
  readonly rushes: Pick<RushStore, 'read' | 'open'>;
}

/** At most so many keys are read at once. */
const MOST_KEYS = 90;

/**
 * Alerts of several keys of one service: together, in one read and one write for as many as can be, so that hundreds at
 * once do not meet at the record of their service one by one. What opens nothing and goes into no storm is left, and so
 * is what a fault of one of them keeps from being written together: each then succeeds or fails by itself.
 * @returns those that are admitted
 * @throws what a table threw that does not answer: it would answer none of them by itself either
 */
export async function admitRush(
  deps: AdmitRushDeps,
  keys: readonly RushKey[],
  now: Instant,
): Promise<ReadonlySet<RushKey>> {
  const admitted = new Set<RushKey>();
  try {
    for (let rest = keys; rest.length > 0; rest = rest.filter((key) => !admitted.has(key))) {
      const taken = await afresh(() => admitSome(deps, rest.slice(0, MOST_KEYS), now), MOST_ATTEMPTS);
      if (taken.length === 0) break;
      for (const key of taken) admitted.add(key);
    }
  } catch (thrown) {
    const { kind } = toAppError(thrown);
    if (kind === 'throttled' || kind === 'unavailable') throw thrown;
    deps.telemetry.warn('rush-left', { alerts: keys.length - admitted.size, ...errorFacts(thrown) });
  }
  return admitted;
}

async function admitSome(
  deps: AdmitRushDeps,
  keys: readonly RushKey[],
  now: Instant,
): Promise<readonly RushKey[]> {
  const [first] = keys;
  if (first === undefined) return [];
  const { service } = first;
  const read = await deps.rushes.read(
    service,
    keys.map(({ dedupKey }) => dedupKey),
  );
  const { storm, last } = read;
  const known = keys.filter(({ dedupKey }) => storm !== undefined && last.get(dedupKey)?.id === storm.id);
  const alerts = known.flatMap(({ arrivals }) => arrivals.map(({ routed }) => memberOf(routed)));
  const members =
    storm === undefined || alerts.length === 0 ? [] : await deps.storms.readMembers(storm.id, alerts);
  const rush = planRush(keys, { ...read, members }, { config: deps.config, now });
  switch (rush.kind) {
    case 'none':
      return [];
    case 'open':
      return open(deps, rush, last, service);
    case 'collect':
      return collect(deps, rush, last, now);
  }
}

async function open(
  deps: AdmitRushDeps,
  { openings, load }: Extract<Rush<RushKey>, { kind: 'open' }>,
  last: ReadonlyMap<string, Incident>,
  service: string,
): Promise<readonly RushKey[]> {
  await deps.rushes.open(
    openings.map(({ of: { dedupKey, occasion }, opened, member }) => ({
      opening: { ...opened, key: { service, dedupKey }, replaces: last.get(dedupKey)?.id, member },
      occasion,
    })),
    load,
  );
  deps.telemetry.count('IncidentsOpened', openings.length);
  await Promise.all(
    openings.map(({ of, opened: { incident, reason } }) => {
      deps.telemetry.info('incident-opened', {
        incident: incident.id,
        ladder: incident.ladder,
        reason,
        ...routeFacts(of.arrivals),
      });
      return begin(deps, incident);
    }),
  );
  return openings.map(({ of }) => of);
}

async function collect(
  deps: AdmitRushDeps,
  { storm, taken, members, raised, dropped }: Extract<Rush<RushKey>, { kind: 'collect' }>,
  last: ReadonlyMap<string, Incident>,
  now: Instant,
): Promise<readonly RushKey[]> {
  const [first] = taken;
  if (first === undefined) return [];
  const graver = raised && timed(raised, true, now);
  const keys = taken
    .map(({ service, dedupKey }) => ({ service, dedupKey, replaces: last.get(dedupKey)?.id }))
    .filter(({ replaces }) => replaces !== storm.id);
  if (members.length > 0) {
    // One entry in the audit trail is of them all, and names the first message; the members are under the storm.
    await deps.storms.collect({ storm, members, raised: graver, keys }, first.occasion);
    deps.telemetry.count('AlertsCollected', members.length);
    deps.telemetry.info('alerts-collected', {
      incident: storm.id,
      alerts: members.length,
      messages: taken.map(({ occasion }) => occasion.correlationId),
    });
    if (graver !== undefined) await begin(deps, graver);
  }
  await dropAll(deps, `incident:${storm.id}`, dropped, first.occasion);
  return taken;
}

/** What is written is not undone where the ladder cannot be started: the sweeper does so, half a minute late. */
async function begin(deps: AdmitRushDeps, incident: Incident): Promise<void> {
  try {
    await start(deps.timer, incident);
  } catch (thrown) {
    deps.telemetry.warn('ladder-not-started', { incident: incident.id, ...errorFacts(thrown) });
  }
}
