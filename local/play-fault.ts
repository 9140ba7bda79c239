import { setTimeout as pause } from 'node:timers/promises';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { ALERT_RAISED } from '../shared/paging/events.ts';
import { Incident } from '../shared/paging/incident.ts';
import type { AlarmConditions, AlarmReading } from './alarm-condition.ts';
import { localClientConfig } from './aws-environment.ts';
import type { GameControls } from './game-controls.ts';
import { type GameFault, HEARTBEAT_ALARM } from './game-faults.ts';
import { LocalFault } from './local-fault.ts';
import type { IncidentDetails, ScenarioWorld } from './scenario-world.ts';

/** What a fault was played on. */
export interface Game {
  readonly url: string;
  readonly world: ScenarioWorld;
  readonly controls: GameControls;
  readonly alarms: AlarmConditions;
  readonly signal: AbortSignal;
}

/** What came of one fault. Times in milliseconds. */
export interface FaultOutcome {
  readonly name: string;
  readonly alarm: string;
  /** The first value that the alarm goes off at, and how long after the fault it was there. */
  readonly noticed: { readonly value: number; readonly after: number };
  /** How long after the repair whoever had to be paged was. */
  readonly pagedAfterRepair: number;
  /** Pages of the incident that count as sent by SMS, and texts that arrived for it. */
  readonly sent: number;
  readonly arrived: number;
}

/** What was to be seen within a time, and was not. */
export class NotSeen extends LocalFault {
  override readonly name = 'NotSeen';
}

const POLL_MS = 250;
const SETTLED_WITHIN_S = 90;
const RECOVERED_WITHIN_S = 90;

/**
 * Breaks it while an incident is open or coming in, waits for the alarm's condition, repairs it, and waits for the page
 * and for the alarm's condition to pass. @throws NotSeen for what does not come in time; it is repaired all the same
 */
export async function playFault(fault: GameFault, game: Game): Promise<FaultOutcome> {
  // Short, so that it stands whole in a text message beside the long local link.
  const title = `gd-${Date.now().toString(36)}`;
  const { controls, signal } = game;
  const [person = fault.reaches] = await game.world.people([fault.reaches]);
  let broken = 0;
  let reading: AlarmReading;
  let incident: Incident;
  try {
    if (fault.when === 'before-the-alert') {
      broken = Date.now();
      await fault.break(controls);
      incident = await open(game, fault, title);
    } else {
      incident = await open(game, fault, title);
      await until(
        'the first page',
        20,
        signal,
        async () => (await texts(game, title)).length > 0 || undefined,
      );
      broken = Date.now();
      await fault.break(controls);
    }
    reading = await until(`${fault.alarm} goes off`, fault.noticedWithin, signal, async () => {
      const now = await game.alarms.read(fault.alarm, broken);
      return now.values.some(now.breaches) ? now : undefined;
    });
  } finally {
    await fault.repair(controls);
  }
  const noticedAt = Date.now();
  if (!reading.tellsOperations) throw new NotSeen(`${fault.alarm} does not tell the operations topic`);
  await until(`${person} is paged`, fault.pagedWithin, signal, async () =>
    (await texts(game, title)).some((to) => to === person) ? true : undefined,
  );
  const pagedAt = Date.now();
  await until(`${fault.alarm} is over`, fault.pagedWithin, signal, async () => {
    const { values, breaches } = await game.alarms.read(fault.alarm, noticedAt);
    const last = values.at(-1);
    return last === undefined || breaches(last) ? undefined : true;
  });
  const { deliveries } = await settled(game, incident);
  const sent = deliveries.filter(
    ({ method, state }) => method === 'sms' && (state === 'sent' || state === 'delivered'),
  );
  const arrived = await texts(game, title);
  return {
    name: fault.name,
    alarm: fault.alarm,
    noticed: { value: reading.values.find(reading.breaches) ?? Number.NaN, after: noticedAt - broken },
    pagedAfterRepair: pagedAt - noticedAt,
    sent: sent.length,
    arrived: arrived.length,
  };
}

/**
 * Waits until heartbeats arrive in time again, so that what is noticed next comes of the next fault and is not left over
 * from the one before. @param everyMs how often they are raised. @throws NotSeen
 */
export async function untilInTime({ alarms, signal }: Game, everyMs: number): Promise<void> {
  const since = Date.now();
  await until('a heartbeat arrives in time', RECOVERED_WITHIN_S, signal, async () => {
    const { values } = await alarms.read(HEARTBEAT_ALARM, since);
    const last = values.at(-1);
    return last !== undefined && last <= everyMs ? true : undefined;
  });
}

const Listing = z.object({ incidents: z.array(Incident) });

async function open({ url, world, signal }: Game, fault: GameFault, title: string): Promise<Incident> {
  const alert = {
    title,
    service: fault.name,
    source: 'grafana',
    severity: 'SEV2',
    labels: { team: fault.ladder },
  };
  const { FailedEntryCount } = await new EventBridgeClient(localClientConfig(url)).send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: world.outputs.BusName,
          DetailType: ALERT_RAISED.detailType,
          Source: 'game-day',
          Detail: JSON.stringify(alert),
        },
      ],
    }),
  );
  if (FailedEntryCount !== 0) throw new LocalFault('the bus refused the alert');
  return until('the incident', 20, signal, async () => {
    const { incidents } = await world.api.get('/v1/incidents?limit=100', Listing);
    return incidents.find((one) => one.title === title);
  });
}

/** To whom the texts about this incident went, each once for every text. */
async function texts({ world: { mailbox } }: Game, title: string): Promise<string[]> {
  await mailbox.refresh();
  return mailbox.messages
    .filter(({ method, text }) => method === 'sms' && text.includes(title))
    .map(({ person }) => person);
}

/** Resolves the incident and waits for the end of each of its pages: one that has none is lost. */
async function settled({ world, signal }: Game, { id }: Incident): Promise<IncidentDetails> {
  await world.api.send('POST', `/v1/incidents/${id}/resolve`);
  return until(`every page of incident ${id} has come to an end`, SETTLED_WITHIN_S, signal, async () => {
    const details = await world.details(id);
    const waiting = details.deliveries.some(({ state }) => state === 'planned' || state === 'claimed');
    return waiting ? undefined : details;
  });
}

async function until<T>(
  what: string,
  seconds: number,
  signal: AbortSignal,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    signal.throwIfAborted();
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() >= deadline) throw new NotSeen(`not within ${seconds} s: ${what}`);
    await pause(POLL_MS, undefined, { signal });
  }
}
