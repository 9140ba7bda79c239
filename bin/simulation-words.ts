import type { Instant } from '../shared/kernel/instant.ts';
import type { PagingConfig } from '../shared/paging/config.ts';
import type { SimulatedEvent, SimulatedIncident, Simulation } from '../shared/paging/simulation.ts';
import { localTime } from '../shared/paging/spoken-time.ts';
import { oneLine } from '../shared/platform/one-line.ts';
import { textTable } from './text-table.ts';

/** A simulation as a person on call wants to read it: for each incident, when who is paged, by what and why. */
export function simulationStory(simulation: Simulation, config: PagingConfig): string {
  const { at } = simulation;
  if (simulation.kind !== 'simulated')
    return `Nobody is paged: ${simulation.reason} (from ${simulation.source})`;
  const stories = simulation.incidents.map((incident) => incidentStory(incident, config, at));
  return stories.join('\n\n');
}

/** The first line about an incident. */
export function headline({ severity, service, title }: SimulatedIncident): string {
  return `${severity} ${oneLine(service, 40)}: ${oneLine(title, 120)}`;
}

function incidentStory(incident: SimulatedIncident, config: PagingConfig, at: Instant): string {
  const { endsWith, timeline } = incident;
  const facts = [headline(incident), `  ${routeWords(incident, config)}`];
  if (incident.unrouted) facts.push('  no route was written for it: only the last one took it');
  const end = `${endsWith.charAt(0).toUpperCase()}${endsWith.slice(1)}.`;
  if (incident.verdict === 'pages-nobody') return [...facts, '', end].join('\n');
  const rows = groupsOf(timeline).flatMap((group, place, all) => rowsOf(group, all[place - 1], config));
  const heads = ['AFTER', 'LOCAL TIME', 'WHO', 'BY', 'WHY'];
  const table = rows.length === 0 ? 'no page is sent' : textTable([heads, ...rows]);
  return [...facts, `  at ${seconds(at)}, if nobody acts`, '', table, '', end].join('\n');
}

function routeWords(
  { route, ladder, team, source, tier }: SimulatedIncident,
  { paging }: PagingConfig,
): string {
  const match = paging.routes[route]?.match?.join(', ') ?? 'whatever is left';
  const whose = team === undefined ? '' : ` of team ${team}`;
  return `from ${oneLine(source, 60)}; route ${route + 1} of ${paging.routes.length} (${oneLine(match, 120)}): ${tier}, ladder ${ladder}${whose}`;
}

/** An instant without its milliseconds. */
export function seconds(at: Instant): string {
  return at.replace(/\.\d+Z$/, 'Z');
}

type Event<Kind extends SimulatedEvent['kind']> = Extract<SimulatedEvent, { kind: Kind }>;
type Page = Event<'page'> | Event<'page-folded'> | Event<'page-held'>;

/** What is told together: the pages of one rung in one wake, or one other event. */
interface Group {
  readonly event: SimulatedEvent;
  readonly pages: Page[];
  readonly begun: Event<'rung-begun'> | undefined;
}

function groupsOf(timeline: readonly SimulatedEvent[]): Group[] {
  const groups: Group[] = [];
  const begun = new Map<string, Event<'rung-begun'>>();
  for (const event of timeline) {
    if (event.kind === 'rung-begun') begun.set(placeKey(event), event);
    else if (event.kind === 'page' || event.kind === 'page-folded' || event.kind === 'page-held') {
      const last = groups.at(-1);
      const [first] = last?.pages ?? [];
      if (first !== undefined && first.afterMs === event.afterMs && placeKey(first) === placeKey(event))
        last?.pages.push(event);
      else groups.push({ event, pages: [event], begun: begun.get(placeKey(event)) });
    } else if (event.kind === 'rung-passed-over' || event.kind === 'hygiene')
      groups.push({ event, pages: [], begun: undefined });
  }
  return groups;
}

function placeKey({ pass, rung }: { pass: number; rung: number }): string {
  return `${pass}.${rung}`;
}

function rowsOf(group: Group, before: Group | undefined, config: PagingConfig): string[][] {
  const { event } = group;
  const after = `+${event.after}`;
  if (event.kind === 'rung-passed-over') {
    const targets = event.targets.map(({ target }) => target).join(', ');
    return [
      [after, '', 'nobody', '', `${rungWords(event)}: ${targets} has nobody on call, passed over at once`],
    ];
  }
  if (event.kind === 'hygiene') return [[after, '', '', '', `Belltower also raises an alert: ${event.text}`]];
  const lines = linesOf(group.pages);
  const [first] = lines;
  if (first !== undefined && lines.length > 2 && linesKey(lines) === linesKey(linesOf(before?.pages ?? []))) {
    const why = `${rungWords(first.page)}: ${reasonWords(first.page, group.begun)}`;
    return [[after, '', `the same ${lines.length}`, 'the same', why]];
  }
  return lines.map(({ page, methods }) => {
    const { name, timeZone } = personOf(page.person, config);
    const why = `${rungWords(page)}${viaWords(page, group.begun)}: ${reasonWords(page, group.begun)}`;
    return [after, localTime(page.at, timeZone), `${name} (${page.person})`, byWords(page, methods), why];
  });
}

interface Line {
  readonly page: Page;
  readonly methods: string[];
}

/** One line for each person and outcome. */
function linesOf(pages: readonly Page[]): Line[] {
  const lines: Line[] = [];
  for (const page of pages) {
    const line = lines.find(
      (one) =>
        one.page.person === page.person &&
        outcomeOf(one.page) === outcomeOf(page) &&
        one.page.reason === page.reason,
    );
    if (line === undefined) lines.push({ page, methods: [page.method] });
    else line.methods.push(page.method);
  }
  return lines;
}

function linesKey(lines: readonly Line[]): string {
  return lines.map(({ page, methods }) => [page.person, outcomeOf(page), ...methods].join(' ')).join('\n');
}

function outcomeOf(page: Page): string {
  if (page.kind === 'page-held') return 'held';
  return page.kind === 'page' ? page.outcome : 'folded';
}

function byWords(page: Page, methods: readonly string[]): string {
  const outcome = outcomeOf(page);
  const list = methods.join(', ');
  if (outcome === 'not-reachable') return `${list}: not reachable`;
  if (outcome === 'held') return `${list}: held`;
  return outcome === 'folded' ? `${list}: told already` : list;
}

const BEGUN_WORDS: Readonly<Record<string, string>> = {
  'first-rung': 'the first to be called',
  'rung-due': 'nobody has acted',
  'no-method-left': 'nobody before could be reached',
  repeat: 'nobody has acted, once more',
  'catch-all': 'nobody has acted, the catch-all',
};

const STEP_WORDS: Readonly<Record<string, string>> = {
  'step-due': 'the next step of their own rules',
  'method-before-failed': 'the method before did not get through',
  'quiet-hours': 'their quiet hours; it waits for their end, in a digest',
  'quiet-hours-over': 'the digest after their quiet hours',
  'in-the-digest': 'it is in the digest',
};

/** Which targets of the rung name the person. */
function viaWords({ person }: Page, begun: Event<'rung-begun'> | undefined): string {
  const via = begun?.targets.filter(({ people }) => people.includes(person)) ?? [];
  return via.length === 0 ? '' : ` (${via.map(({ target }) => target).join(', ')})`;
}

function reasonWords({ afterMs, reason }: Page, begun: Event<'rung-begun'> | undefined): string {
  const isFirst = begun?.afterMs === afterMs && reason === 'step-due';
  return isFirst ? (BEGUN_WORDS[begun.reason] ?? begun.reason) : (STEP_WORDS[reason] ?? reason);
}

function rungWords({ rung, ladder }: { rung: number; ladder: string }): string {
  return `rung ${rung + 1} of ${ladder}`;
}

function personOf(id: string, { organization }: PagingConfig): { name: string; timeZone: string } {
  return organization.people.find((person) => person.id === id) ?? { name: id, timeZone: 'UTC' };
}
