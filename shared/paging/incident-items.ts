import { createHash } from 'node:crypto';
import * as z from 'zod';
import { epochMs, type Instant, instant, shift } from '../kernel/instant.ts';
import { type TransactItem, unchangedSince } from '../runtime/dynamo.ts';
import { isHeartbeat } from './heartbeat.ts';
import type { Delivery, Incident, TimelineEntry } from './incident.ts';
import { pageId, passPrefix, UNSETTLED_MS } from './page-key.ts';
import type { LastMessage } from './plan-delivery.ts';
import type { StormMember } from './storm.ts';

/**
 * How incidents lie in their table. All of one incident share `pk = INC#<id>`:
 *
 *     sk = D#<page id>     a delivery                gsi1: DUE by time, while it is unsettled; HELD while it is held
 *     sk = I               the incident              gsi1: OPEN or RESOLVED by start
 *     sk = T#<at>#<key>    a timeline entry
 *     sk = W               when the ladder wakes     gsi1: DUE by time, while it does
 *
 * `pk = KEY#<hash of service and dedup key>`, `sk = K` points to the last incident of that key.
 * Those of the heartbeat are in no index but DUE, so that no listing has to read past them, and go away after days.
 *
 * `pk = HEARTBEAT` says when one last reached the sink (`sk = ARRIVED`), and when the outside was last told (`CALLED`).
 *
 * `sk = A#<hash>` beside an incident is an alert that a storm has collected.
 * `pk = SERVICE#<name>`, `sk = L` is what a service has opened lately.
 * `pk = TO#<person>`, `sk = <method>#<service>` is the last message about a service to a person.
 * `pk = RUNTIME`, `sk = S` holds the silences.
 * `pk = SENT#<the provider's name for a message>`, `sk = R` points to its page, for as long as a receipt may come.
 */
export const DUE = 'DUE';
export const HELD = 'HELD';
export const OPEN = 'OPEN';
export const RESOLVED = 'RESOLVED';

export function incidentPk(id: string): string {
  return `INC#${id}`;
}

export function incidentKey(id: string) {
  return { pk: incidentPk(id), sk: 'I' };
}

export function pointerKey(service: string, dedupKey: string) {
  return { pk: `KEY#${createHash('sha256').update(`${service}\n${dedupKey}`).digest('base64url')}`, sk: 'K' };
}

export function serviceKey(service: string) {
  return { pk: `SERVICE#${service}`, sk: 'L' };
}

export function memberKey(storm: string, member: Pick<StormMember, 'service' | 'dedupKey' | 'fingerprint'>) {
  const { service, dedupKey, fingerprint } = member;
  const hash = createHash('sha256').update([service, dedupKey, fingerprint].join('\n')).digest('base64url');
  return { pk: incidentPk(storm), sk: `A#${hash}` };
}

export function lastMessageKey(person: string, method: Delivery['method'], service: string) {
  return { pk: `TO#${person}`, sk: `${method}#${service}` };
}

export function receiptKey(receiptId: string) {
  return { pk: `SENT#${receiptId}`, sk: 'R' };
}

/** Carriers report for up to 72 hours (End User Messaging SMS guide, "Event destinations"). */
const RECEIPTS_COME_MS = 4 * 86_400_000;

export function receiptItem(receiptId: string, delivery: Delivery, now: Instant) {
  const ttl = Math.floor((epochMs(now) + RECEIPTS_COME_MS) / 1000);
  return { ...receiptKey(receiptId), incident: delivery.incident, page: pageId(delivery), ttl };
}

export function deliveryKey(delivery: Delivery) {
  return { pk: incidentPk(delivery.incident), sk: `D#${pageId(delivery)}` };
}

/**
 * From the deliveries of a pass (and later ones) up to the incident itself: one query reads both. From the first pass on
 * those of the run before are with them, which a new run makes void.
 */
export function passRange(run: number, pass: number) {
  return { from: `D#${pass === 0 ? passPrefix(Math.max(1, run - 1), 0) : passPrefix(run, pass)}`, to: 'I' };
}

/** The incident of the heartbeat outlives what points to it by a week: expired items may be left lying for days. */
const HEARTBEAT_KEPT_MS = 9 * 86_400_000;
const HEARTBEAT_POINTED_TO_MS = 2 * 86_400_000;

function gone(at: Instant, afterMs: number): { readonly ttl: number } {
  return { ttl: Math.floor((epochMs(at) + afterMs) / 1000) };
}

/** When what belongs to an incident goes away: never, but for the heartbeat's, days after it was last written. */
export function expiry(incident: Incident): { readonly ttl?: number } {
  return isHeartbeat(incident) ? gone(incident.updatedAt, HEARTBEAT_KEPT_MS) : {};
}

/** What makes a key forget an incident; only that of the heartbeat does. */
function pointerExpiry(incident: Incident) {
  return isHeartbeat(incident) ? gone(incident.openedAt, HEARTBEAT_POINTED_TO_MS) : {};
}

export function incidentItem(incident: Incident) {
  if (isHeartbeat(incident)) return { ...incidentKey(incident.id), ...incident, ...expiry(incident) };
  const partition = incident.state === 'resolved' ? RESOLVED : OPEN;
  return {
    ...incidentKey(incident.id),
    gsi1pk: partition,
    gsi1sk: `${incident.startedAt}#${incident.id}`,
    ...incident,
  };
}

export function timelineItem(incident: string, entry: TimelineEntry) {
  return { pk: incidentPk(incident), sk: `T#${entry.at}#${entry.key}`, ...entry };
}

/** The writes of what happened in an incident. */
export function timelineWrites(
  table: string,
  incident: Incident,
  timeline: readonly TimelineEntry[],
): TransactItem[] {
  return timeline.map((entry) => ({
    Put: { TableName: table, Item: { ...timelineItem(incident.id, entry), ...expiry(incident) } },
  }));
}

/** What a key points to: its last incident. */
export const Pointer = z.object({ incident: z.string() });

/** The write that makes a key point to an incident, over the one it points to so far. */
export function pointerWrite(
  table: string,
  key: { readonly service: string; readonly dedupKey: string },
  incident: Incident,
  replaces: string | undefined,
): TransactItem {
  return {
    Put: {
      TableName: table,
      Item: { ...pointerKey(key.service, key.dedupKey), incident: incident.id, ...pointerExpiry(incident) },
      ...unchangedSince(replaces === undefined ? undefined : { incident: replaces }),
    },
  };
}

/**
 * The write that sets when the ladder wakes, or that it does not any more: then the item stays, outside of the index,
 * since no function of ours may delete.
 */
export function wakeWrite(table: string, incident: Incident): TransactItem {
  const due =
    incident.wakeAt === undefined ? {} : { gsi1pk: DUE, gsi1sk: dueKey(incident.wakeAt, incident.id) };
  return {
    Put: {
      TableName: table,
      Item: { pk: incidentPk(incident.id), sk: 'W', ...due, incident: incident.id, ...expiry(incident) },
    },
  };
}

/** Refuses the transaction unless the incident is triggered, in the run that was read. */
export function stillPaging(table: string, incident: Incident): TransactItem {
  return {
    ConditionCheck: {
      TableName: table,
      Key: incidentKey(incident.id),
      ConditionExpression: '#state = :triggered AND climb.#run = :run',
      ExpressionAttributeNames: { '#state': 'state', '#run': 'run' },
      ExpressionAttributeValues: { ':triggered': 'triggered', ':run': incident.climb.run },
    },
  };
}

/** Last messages about a service are of interest for as long as another one has to wait; an hour is more than that. */
const LAST_MESSAGE_MS = 3_600_000;

/**
 * The write that notes a message about a service to a person.
 * @param over the one it must still be over; `whatever` where the message waits for none.
 */
export function lastMessageWrite(
  table: string,
  {
    person,
    method,
    incident,
    at,
  }: { person: string; method: Delivery['method']; incident: Incident; at: Instant },
  over: LastMessage | undefined | 'whatever',
): TransactItem {
  const ttl = Math.floor((epochMs(at) + LAST_MESSAGE_MS) / 1000);
  const Item = { ...lastMessageKey(person, method, incident.service), at, incident: incident.id, ttl };
  if (over === 'whatever') return { Put: { TableName: table, Item } };
  return { Put: { TableName: table, Item, ...unchangedSince(over && { at: over.at }) } };
}

/**
 * The write of a delivery over what was read of it, which must not have changed since. Unsettled ones come up for the
 * sweeper when they have been on their way too long.
 */
export function deliveryWrite(table: string, delivery: Delivery, before: Delivery | undefined): TransactItem {
  const ttl = delivery.method === 'sink' ? gone(delivery.dispatchedAt, HEARTBEAT_KEPT_MS) : {};
  const Item = { ...deliveryKey(delivery), ...dueOf(delivery), ...delivery, ...ttl };
  const unchanged = unchangedSince(
    before && { state: before.state, tries: before.tries, dispatchedAt: before.dispatchedAt },
  );
  return { Put: { TableName: table, Item, ...unchanged } };
}

function dueOf(delivery: Delivery) {
  const { state, dispatchedAt, until, incident } = delivery;
  if (state === 'held') return { gsi1pk: HELD, gsi1sk: dueKey(until ?? dispatchedAt, incident) };
  if (state !== 'planned' && state !== 'claimed') return {};
  return { gsi1pk: DUE, gsi1sk: dueKey(shift(dispatchedAt, UNSETTLED_MS), incident) };
}

function dueKey(at: Instant, incident: string): string {
  return `${at}#${incident}`;
}

/** When that is due which has this key. */
export function instantOf(dueKey: string): string {
  return dueKey.slice(0, Math.max(0, dueKey.indexOf('#')));
}

/** What is due up to this moment sorts before this. */
export function dueUpTo(at: Instant): string {
  return instant(Date.parse(at) + 1);
}
