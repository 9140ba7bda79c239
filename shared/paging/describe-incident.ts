import type { Instant } from '../kernel/instant.ts';
import type { PagingConfig } from './config.ts';
import { findLadders } from './find-ladders.ts';
import { forecast } from './forecast.ts';
import type { Incident, TimelineEntry } from './incident.ts';
import { onCallFrom } from './on-call.ts';
import type { Override } from './override.ts';
import type { PageEvent, PageView } from './page-view.ts';

/**
 * An incident and its timeline in people's words, for this reader.
 * @param overrides by which what comes next is foretold; without them, by the schedules as they are configured
 */
export function describeIncident(
  incident: Incident,
  timeline: readonly TimelineEntry[],
  config: PagingConfig,
  reader: string | undefined,
  now: Instant,
  overrides: readonly Override[] = [],
): PageView {
  const name = (id: string) => personName(config, id);
  const ladders = findLadders(config, incident.ladder);
  const next = forecast(incident, ladders, (at) => onCallFrom(config, at, overrides), now);
  const { id, state, severity, service, title, startedAt, runbookUrl, links, labels, source } = incident;
  return {
    id,
    state,
    severity,
    service,
    title,
    startedAt,
    runbookUrl,
    links,
    labels,
    source,
    timeZone: config.organization.people.find((person) => person.id === reader)?.timeZone ?? 'UTC',
    paged: incident.paged.map(name),
    next: next === undefined ? undefined : { ...next, people: next.people.map(name) },
    ack:
      incident.state === 'acknowledged'
        ? { ...incident.ack, by: actorName(config, incident.ack.by) }
        : undefined,
    resolution:
      incident.state === 'resolved'
        ? { by: actorName(config, incident.resolution.by), at: incident.resolution.at }
        : undefined,
    events: timeline.map((entry) => eventOf(entry, config)),
    rung: incident.climb.begun,
  };
}

function personName(config: PagingConfig, id: string): string {
  return config.organization.people.find((person) => person.id === id)?.name ?? id;
}

/** `person:alice` as Alice; the system and signed callers as they are. */
function actorName(config: PagingConfig, actor: string): string {
  const [kind, id = ''] = actor.split(/:(.*)/s);
  if (kind === 'person') return personName(config, id);
  if (kind === 'system') return id === '' ? 'Belltower' : id;
  return kind === 'iam' ? `the API (${id})` : actor;
}

function eventOf(entry: TimelineEntry, config: PagingConfig): PageEvent {
  const who = actorName(config, entry.actor);
  const people = (entry.people ?? []).map((id) => personName(config, id)).join(', ');
  const person = entry.person === undefined ? '' : personName(config, entry.person);
  return { at: entry.at, text: sentence(entry, who, people, person) };
}

function sentence(entry: TimelineEntry, who: string, people: string, person: string): string {
  switch (entry.kind) {
    case 'opened':
      return `Opened: ${who} raised an alert`;
    case 'alert':
      return ALERT_WORDS[entry.reason] ?? `Alert from ${who}`;
    case 'severity-raised':
      return `Severity raised from ${entry.reason.replace('-to-', ' to ')}`;
    case 'silenced':
      return `Kept quiet by the silence ${entry.reason}: paged when it ends if it still fires`;
    case 'silence-over':
      return `The silence ${entry.reason} keeps it quiet no longer`;
    case 'flapping':
      return 'Flapping: it begins and clears again and again, and stays open until it has been quiet for 15 minutes';
    case 'storm':
      return `A storm: more than ${entry.count ?? 0} incidents in a short time; the rest are collected here, and one acknowledgement is for all`;
    case 'unrouted':
      return 'No route was written for this alert; the catch-all took it';
    case 'rung-begun':
      return `Step ${entry.rung ?? '?'} (${RUNG_WORDS[entry.reason] ?? entry.reason}): paging ${people}`;
    case 'rung-passed-over':
      return entry.count === undefined || entry.count === 1
        ? 'A step of the ladder had nobody on call and was passed over'
        : `${entry.count} steps of the ladder had nobody on call and were passed over`;
    case 'page':
      return `${person} by ${entry.method ?? 'page'}: ${entry.outcome ?? ''}${entry.reason === '' ? '' : ` (${entry.reason})`}`;
    case 'acknowledged':
      return `Acknowledged by ${who}`;
    case 'ack-expired':
      return 'The acknowledgement ran out; paging again';
    case 'escalated':
      return `Escalated by ${who}`;
    case 'resolved':
      return RESOLVED_WORDS[entry.reason] ?? `Resolved by ${who}`;
    case 'note':
      return `${who}: ${entry.text ?? ''}`;
    case 'hygiene':
      return `Something is wrong with the paging: ${entry.reason}`;
  }
}

const ALERT_WORDS: Readonly<Record<string, string>> = {
  'another-alert': 'Another alert joined',
  'fired-again': 'The alert fired again',
  'alert-resolved': 'An alert cleared',
};

const RESOLVED_WORDS: Readonly<Record<string, string>> = {
  'all-alerts-resolved': 'Resolved: every alert has cleared',
  'quiet-again': 'Resolved: it flapped, and has been quiet since',
};

const RUNG_WORDS: Readonly<Record<string, string>> = {
  'first-rung': 'the first to be called',
  'rung-due': 'nobody had acted yet',
  'no-method-left': 'nobody could be reached before',
  repeat: 'the ladder again',
  'catch-all': 'the catch-all',
};
