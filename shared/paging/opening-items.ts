import { auditPut, type Occasion } from '../platform/audit-store.ts';
import { digest, type TransactItem, unchangedSince } from '../runtime/dynamo.ts';
import type { Incident, TimelineEntry } from './incident.ts';
import {
  incidentItem,
  memberKey,
  pointerWrite,
  serviceKey,
  timelineWrites,
  wakeWrite,
} from './incident-items.ts';
import type { ServiceLoad, StormMember } from './storm.ts';

/** A new incident, and what is written with it. */
export interface Opening {
  readonly incident: Incident;
  readonly timeline: readonly TimelineEntry[];
  readonly reason: string;
  /** What its alert is known by from now on. */
  readonly key: { readonly service: string; readonly dedupKey: string };
  /** The incident that the key points to so far, if any. */
  readonly replaces: string | undefined;
  /** Of a storm: the alert that it begins with. */
  readonly member: StormMember | undefined;
}

/** The writes that open an incident, and refuse where another one of its key was opened meanwhile. */
export function openingWrites(
  tables: { readonly incidents: string; readonly audit: string },
  { incident, timeline, reason, key, replaces, member }: Opening,
  occasion: Occasion,
): TransactItem[] {
  const { incidents: TableName } = tables;
  return [
    pointerWrite(TableName, key, incident, replaces),
    { Put: { TableName, Item: incidentItem(incident), ...unchangedSince(undefined) } },
    wakeWrite(TableName, incident),
    ...timelineWrites(TableName, incident, timeline),
    ...(member === undefined
      ? []
      : [{ Put: { TableName, Item: { ...memberKey(incident.id, member), ...member } } }]),
    auditPut(tables.audit, occasion, {
      action: 'incident.open',
      target: `incident:${incident.id}`,
      reason,
      after: digest(incident),
    }),
  ];
}

/** The write that counts what a service has opened, over what was read of it. */
export function loadWrite(table: string, load: ServiceLoad): TransactItem {
  const unchanged = unchangedSince(load.version === 1 ? undefined : { version: load.version - 1 });
  return { Put: { TableName: table, Item: { ...serviceKey(load.service), ...load }, ...unchanged } };
}
