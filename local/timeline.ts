import { styleText } from 'node:util';
import { elapsed, instant } from '../shared/kernel/instant.ts';
import type { PagingConfig } from '../shared/paging/config.ts';
import { describeIncident } from '../shared/paging/describe-incident.ts';
import type { Delivery } from '../shared/paging/incident.ts';
import type { Message } from './mailbox.ts';
import type { IncidentDetails } from './scenario-world.ts';

const METHOD_WORDS = {
  sms: 'SMS',
  email: 'e-mail',
  webhook: 'webhook',
  voice: 'call',
  sink: 'sink',
} as const;

/** An incident as a person wants to read it: when, who, by what, why. */
export function incidentStory(
  { incident, timeline, deliveries, collected }: IncidentDetails,
  config: PagingConfig,
): string {
  const view = describeIncident(incident, timeline, config, undefined, instant(Date.now()));
  const start = incident.startedAt;
  const events = view.events.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return [
    '',
    styleText('bold', `${view.severity} ${view.service}: ${view.title}`),
    styleText('dim', `incident ${view.id}, ${view.state}, paged: ${view.paged.join(', ') || 'nobody'}`),
    ...events.map(({ at, text }) => line(elapsed(start, at), text)),
    ...deliveries.filter(({ state }) => state === 'planned' || state === 'claimed').map(unsettled),
    ...(incident.storm === undefined ? [] : [`           collected ${collected.length} alerts`]),
  ].join('\n');
}

/** What came to the phones and mailboxes, by the time since `start`. */
export function mailboxStory(messages: readonly Message[], start: string): string {
  return [
    styleText('dim', '  what the phones and mailboxes showed:'),
    ...messages.map((message) => line(message.seenAt - Date.parse(start), shown(message))),
  ].join('\n');
}

/** How a message about several incidents lists one. */
const ONE_OF_SEVERAL = /^.*SEV\d .*\((?:triggered|acknowledged|resolved)\)$/gm;

function line(ms: number, text: string): string {
  const sign = ms < 0 ? '-' : '+';
  return `${`${sign}${(Math.abs(ms) / 1000).toFixed(1)} s`.padStart(9)}  ${text}`;
}

function unsettled({ person, method, state, reason }: Delivery): string {
  return `           ${person} by ${METHOD_WORDS[method]}: ${state} (${reason})`;
}

function shown({ person, method, subject, text }: Message): string {
  const first = `${person}, ${METHOD_WORDS[method]}: ${styleText('cyan', method === 'sms' ? text : (subject ?? ''))}`;
  return [first, ...(text.match(ONE_OF_SEVERAL) ?? []).map((each) => `${' '.repeat(13)}${each}`)].join('\n');
}
