import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { millis } from '../shared/kernel/duration.ts';
import { instant } from '../shared/kernel/instant.ts';
import { deliveryWrite } from '../shared/paging/incident-items.ts';
import { QUIET_HOURS } from '../shared/paging/plan-held.ts';
import { PutOverride } from '../shared/paging/schedule-api.ts';
import { Silence } from '../shared/paging/silence.ts';
import { ExpectationFailed } from './expectation.ts';
import { GameControls } from './game-controls.ts';
import type { StepOf } from './scenario.ts';
import type { ScenarioWorld } from './scenario-world.ts';
import { physicalIds } from './stack-resources.ts';

const Answer = z.object({ silence: Silence });
const MINUTE_MS = 60_000;

/** Sets a silence by the API, from now on. */
export async function putSilence(
  { id, match, for: length, why }: StepOf<'putSilence'>,
  world: ScenarioWorld,
): Promise<string> {
  const end = instant(Date.now() + millis(length));
  const answer = await world.api.send('PUT', `/v1/silences/${id}`, { match, end, why });
  const { silence } = Answer.parse(answer);
  world.silences.set(id, Date.parse(silence.end));
  return `the silence ${id} is in force until ${silence.end.slice(11, 19)} UTC for ${match.join(', ')}`;
}

/** Sets an override by the API: `standIn` for those whom the schedule has on call now. */
export async function putOverride(
  { schedule, id, standIn, for: length }: StepOf<'putOverride'>,
  world: ScenarioWorld,
): Promise<string> {
  const now = Date.now();
  const remove = (await world.people([`on-call:${schedule}`])).filter((person) => person !== standIn);
  const [start, end] = [instant(now - MINUTE_MS), instant(now + millis(length))];
  const path = `/v1/schedules/${schedule}/overrides/${id}`;
  const answer = await world.api.send('PUT', path, { start, end, add: [standIn], remove });
  const { override } = PutOverride.responses[200].schema.parse(answer);
  return `${override.add.join(', ')} stands in for ${override.remove.join(', ')} by ${schedule}`;
}

/** Takes an override away by the API. */
export async function removeOverride(
  { schedule, id }: StepOf<'removeOverride'>,
  world: ScenarioWorld,
): Promise<string> {
  await world.api.send('DELETE', `/v1/schedules/${schedule}/overrides/${id}`);
  return `${(await world.people([`on-call:${schedule}`])).join(', ')} is on call by ${schedule} again`;
}

/** Resolves by the API what is open of a service. */
export async function resolveIncidents(
  { service }: StepOf<'resolveIncidents'>,
  world: ScenarioWorld,
): Promise<string> {
  const open = (await world.incidentsOf(service)).filter(({ incident }) => incident.state !== 'resolved');
  for (const { incident } of open) await world.api.send('POST', `/v1/incidents/${incident.id}/resolve`);
  return `resolved by the API: ${open.map(({ incident }) => incident.title).join(', ') || 'nothing, all was resolved'}`;
}

/**
 * Nobody can wait here for the end of quiet hours, so the table is told that it was a minute ago, and the sweeper is
 * called as its schedule does every minute.
 */
export async function endQuietHours(
  { person, service }: StepOf<'endQuietHours'>,
  world: ScenarioWorld,
): Promise<string> {
  const held = (await world.incidentsOf(service))
    .flatMap(({ deliveries }) => deliveries)
    .filter((page) => page.person === person && page.state === 'held' && page.reason === QUIET_HOURS);
  if (held.length === 0) throw new ExpectationFailed(`no page about ${service} is held for ${person}`);
  const before = instant(Date.now() - MINUTE_MS);
  world.changedAt = Date.now();
  for (const page of held) {
    const { Put } = deliveryWrite(world.outputs.IncidentsTable, { ...page, until: before }, page);
    if (Put !== undefined) await world.documents.send(new PutCommand(Put));
  }
  const controls = new GameControls(world.url, await physicalIds(world.url), world.outputs);
  await controls.invoke('PagingSweeperSweepLadders');
  return `the clock is moved: ${held.length} pages that were held until ${held[0]?.until ?? 'later'} are due now`;
}
