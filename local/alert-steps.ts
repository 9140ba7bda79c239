import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { millis } from '../shared/kernel/duration.ts';
import { ALERT_RAISED, type AlertRaised } from '../shared/paging/events.ts';
import { ExpectationFailed, until } from './expectation.ts';
import type { StepOf } from './scenario.ts';
import type { IncidentDetails, RaisedAlert, ScenarioWorld } from './scenario-world.ts';

/** EventBridge takes at most so many entries in one call. */
const ENTRIES_AT_ONCE = 10;

/** Puts alerts on the bus at once. Resolves with what was done, in words. */
export async function raiseAlerts(
  { service, title, count, severity, ladder }: StepOf<'raiseAlerts'>,
  world: ScenarioWorld,
): Promise<string> {
  const alerts = Array.from({ length: count }, (_, place): RaisedAlert => {
    const name = count === 1 ? title : `${title} (${place + 1})`;
    return { title: name, service, source: 'grafana', severity, dedupKey: name, labels: { ladder } };
  });
  world.raised.push(...alerts);
  world.changedAt = Date.now();
  await tell(world, alerts, 'firing');
  return `${counted(count, 'alert')} about ${service} on the bus: ${title}`;
}

/** Resolves alerts that were raised before, as their sender does. */
export async function clearAlerts(
  { service, title = '' }: StepOf<'clearAlerts'>,
  world: ScenarioWorld,
): Promise<string> {
  const alerts = world.raised.filter((alert) => alert.service === service && alert.title.includes(title));
  if (alerts.length === 0) throw new ExpectationFailed(`no such alert about ${service} was raised`);
  await tell(world, alerts, 'resolved');
  return `${counted(alerts.length, 'alert')} about ${service} cleared`;
}

async function tell(
  world: ScenarioWorld,
  alerts: readonly RaisedAlert[],
  state: AlertRaised['state'],
): Promise<void> {
  const entries = alerts.map((alert) => ({
    EventBusName: world.outputs.BusName,
    Source: 'acme.grafana',
    DetailType: ALERT_RAISED.detailType,
    Detail: JSON.stringify({ ...alert, state }),
  }));
  const calls = Array.from({ length: Math.ceil(entries.length / ENTRIES_AT_ONCE) }, (_, call) =>
    world.bus.send(
      new PutEventsCommand({
        Entries: entries.slice(call * ENTRIES_AT_ONCE, (call + 1) * ENTRIES_AT_ONCE),
      }),
    ),
  );
  const refused = (await Promise.all(calls)).some(({ FailedEntryCount }) => FailedEntryCount !== 0);
  if (refused) throw new Error('the bus refused alerts');
}

/** Waits until the incidents of a service are as expected. @throws ExpectationFailed with how they are */
export async function expectIncidents(
  expected: StepOf<'expectIncidents'>,
  world: ScenarioWorld,
  signal: AbortSignal,
): Promise<string> {
  const { service, title = '', state } = expected;
  let last = '';
  const arrived = await until(Date.now() + millis(expected.within), signal, async () => {
    await world.mailbox.refresh();
    const all = await world.incidentsOf(service);
    const some = all.filter((details) => details.incident.title.includes(title));
    const storms = some.filter(({ incident }) => incident.storm !== undefined);
    const firing = storms.flatMap(({ collected }) => collected).filter((alert) => alert.state === 'firing');
    const ordinary = some.length - storms.length;
    last = `${counted(ordinary, 'incident')} of ${service}${storms.length === 0 ? '' : ` and ${counted(storms.length, 'storm')} with ${counted(firing.length, 'collected alert')} firing`}: ${summary(some)}`;
    return (
      ordinary === expected.count &&
      storms.length === expected.storms &&
      some.every(({ incident }) => incident.state === state) &&
      (expected.collectedFiring ?? firing.length) === firing.length &&
      some.every(({ incident: { paged } }) => (expected.paged ?? paged.length > 0) === paged.length > 0)
    );
  });
  if (!arrived) throw new ExpectationFailed(`not so within ${expected.within}; there are ${last}`);
  return last;
}

/** Waits until no page of the service is under way any more, and counts what has reached the person. */
export async function expectFewMessages(
  { service, person: who, by, atMost, within }: StepOf<'expectFewMessages'>,
  world: ScenarioWorld,
  signal: AbortSignal,
): Promise<string> {
  const [person = who] = await world.people([who]);
  const settled = await until(Date.now() + millis(within), signal, async () => {
    await world.mailbox.refresh();
    return (await world.incidentsOf(service)).every(
      ({ incident, deliveries }) => incident.paged.length > 0 && deliveries.every(isSettled),
    );
  });
  if (!settled) throw new ExpectationFailed(`pages about ${service} are still under way after ${within}`);
  await world.mailbox.refresh();
  const counts = by.map((method) => {
    let count = 0;
    while (world.mailbox.take(person, method) !== undefined) count++;
    return { method, count };
  });
  const said = counts.map(({ method, count }) => `${count} by ${method}`).join(', ');
  if (counts.some(({ count }) => count === 0 || count > atMost))
    throw new ExpectationFailed(`${person} should have got 1 to ${atMost} by each method, but got ${said}`);
  return `${person} got ${said} about all of it`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function isSettled({ state }: IncidentDetails['deliveries'][number]): boolean {
  return state !== 'planned' && state !== 'held' && state !== 'claimed';
}

function summary(incidents: readonly IncidentDetails[]): string {
  if (incidents.length === 0) return 'nobody was paged';
  const states = Map.groupBy(incidents, ({ incident }) => incident.state);
  const paged = new Set(incidents.flatMap(({ incident }) => incident.paged));
  const counts = [...states].map(([state, some]) => `${some.length} ${state}`);
  return `${counts.join(', ')}; paged: ${[...paged].join(', ') || 'nobody'}`;
}
