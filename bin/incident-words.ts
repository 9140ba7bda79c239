import type { Instant } from '../shared/kernel/instant.ts';
import { epochMs } from '../shared/kernel/instant.ts';
import type { PagingConfig } from '../shared/paging/config.ts';
import { describeIncident } from '../shared/paging/describe-incident.ts';
import type { Delivery, Incident, TimelineEntry } from '../shared/paging/incident.ts';
import { nextWords } from '../shared/paging/next-words.ts';
import { relativeTime } from '../shared/paging/spoken-time.ts';
import { oneLine } from '../shared/platform/one-line.ts';
import { textTable } from './text-table.ts';

/** An incident with all that is known of it. */
interface WholeIncident {
  readonly incident: Incident;
  readonly timeline: readonly TimelineEntry[];
  readonly deliveries: readonly Delivery[];
}

/** Incidents as a table, one a line. */
export function incidentTable(incidents: readonly Incident[], now: Instant): string {
  const rows = incidents.map(({ id, severity, state, service, startedAt, title }) => [
    id,
    severity,
    state,
    oneLine(service, 40),
    relativeTime(startedAt, now),
    oneLine(title, 80),
  ]);
  return textTable([['ID', 'SEV', 'STATE', 'SERVICE', 'BEGAN', 'TITLE'], ...rows]);
}

/** One incident in one line: `SEV2 payments: API error rate > 5% (01K…): triggered`. */
export function incidentLine(incident: Incident): string {
  const { id, severity, service, title } = incident;
  return `${severity} ${oneLine(service, 40)}: ${oneLine(title, 120)} (${id}): ${stateWords(incident)}`;
}

function stateWords(incident: Incident): string {
  if (incident.state === 'acknowledged') return `acknowledged until ${seconds(incident.ack.expiresAt)}`;
  return incident.state;
}

/** One incident as a person wants to read it: what, since when, what comes next, and what happened, when and to whom. */
export function incidentStory(
  { incident, timeline, deliveries }: WholeIncident,
  config: PagingConfig,
  now: Instant,
): string {
  const view = describeIncident(incident, timeline, config, undefined, now);
  const next = nextWords(view);
  const facts: [string, string | undefined][] = [
    ['state', stateWords(incident)],
    ['began', `${seconds(view.startedAt)}, ${relativeTime(view.startedAt, now)}`],
    ['paged', view.paged.join(', ') || 'nobody'],
    ['acknowledged', view.ack && `by ${view.ack.by} at ${seconds(view.ack.at)}`],
    ['resolved', view.resolution && `by ${view.resolution.by} at ${seconds(view.resolution.at)}`],
    ['next', next && `${next}${view.next ? ` at ${seconds(view.next.at)}` : ''}`],
    ['runbook', view.runbookUrl],
    ['step', `${view.rung} (what incidents escalate --rung names)`],
  ];
  const events = view.events.toSorted((a, b) => epochMs(a.at) - epochMs(b.at));
  const pending = deliveries.filter(({ state }) => state === 'planned' || state === 'claimed');
  return [
    `${view.severity} ${oneLine(view.service, 40)}: ${oneLine(view.title, 200)} (${view.id})`,
    textTable(facts.flatMap(([name, value]) => (value ? [[`  ${name}`, oneLine(value, 500)]] : []))),
    '',
    ...events.map(({ at, text }) => `  ${seconds(at)}  ${oneLine(text, 500)}`),
    ...pending.map(
      ({ dispatchedAt, person, method }) => `  ${seconds(dispatchedAt)}  ${person} by ${method}: under way`,
    ),
  ].join('\n');
}

function seconds(at: Instant): string {
  return at.replace(/\.\d+Z$/, 'Z');
}
