import type { Telemetry } from '../../shared/kernel/telemetry.ts';
import { makeChangeIncident } from '../../shared/paging/change-incident.ts';
import { Incident } from '../../shared/paging/incident.ts';
import { incidentItem, wakeWrite } from '../../shared/paging/incident-items.ts';
import { IncidentListStore } from '../../shared/paging/incident-list-store.ts';
import { IncidentStore } from '../../shared/paging/incident-store.ts';
import type { LadderTimer } from '../../shared/paging/ladder-client.ts';
import { OverrideListStore } from '../../shared/paging/override-store.ts';
import { RushStore } from '../../shared/paging/rush-store.ts';
import { StormStore } from '../../shared/paging/storm-store.ts';
import { WakeStore } from '../../shared/paging/wake-store.ts';
import { AuditEntry } from '../../shared/platform/audit.ts';
import { MemoryDynamo } from './memory-dynamo.ts';
import { at } from './paging.ts';
import { PLAYED_CONFIG } from './played-config.ts';

/** Says nothing. */
export const SILENT: Telemetry = { info: () => {}, warn: () => {}, count: () => {}, milliseconds: () => {} };

/** These incidents in an in-memory table, with the real stores over it, ten minutes into the night. */
export function stored(...incidents: readonly Incident[]) {
  const dynamo = new MemoryDynamo();
  for (const incident of incidents) {
    dynamo.seed('incidents', incidentItem(incident));
    const wake = wakeWrite('incidents', incident).Put?.Item;
    if (wake !== undefined) dynamo.seed('incidents', wake);
  }
  const started: Parameters<LadderTimer['start']>[0][] = [];
  const store = new IncidentStore(dynamo.client, { incidents: 'incidents', audit: 'audit' });
  const timer = { start: async (input: (typeof started)[number]) => void started.push(input) };
  const now = () => at(600);
  return {
    dynamo,
    store,
    timer,
    now,
    started,
    storms: new StormStore(dynamo.client, { incidents: 'incidents', audit: 'audit' }),
    wakes: new WakeStore(dynamo.client, 'incidents'),
    rushes: new RushStore(dynamo.client, { incidents: 'incidents', audit: 'audit' }),
    list: new IncidentListStore(dynamo.client, 'incidents'),
    overrides: new OverrideListStore(dynamo.client, 'incidents'),
    change: makeChangeIncident({ store, timer, telemetry: SILENT, config: PLAYED_CONFIG, now }),
    all: () =>
      dynamo.items('incidents').flatMap((item) => (item['sk'] === 'I' ? [Incident.parse(item)] : [])),
    audited: () =>
      dynamo
        .items('audit')
        .map((item) => AuditEntry.parse(item))
        .map(({ actor, action, reason }) => `${actor} ${action} ${reason}`),
  };
}
