import { type Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import { instant } from '../../shared/kernel/instant.ts';
import { Delivery, Incident, TimelineEntry } from '../../shared/paging/incident.ts';
import { type ApiCommandOptions, incidentArgument, withApiOptions } from '../api-options.ts';
import { loadPagingConfig } from '../config-option.ts';
import { incidentStory, incidentTable } from '../incident-words.ts';
import { print } from '../print.ts';
import { registerChanges } from './incident-changes.ts';

const IncidentPage = z.object({ incidents: z.array(Incident), cursor: z.string().optional() });
const WholeIncident = z.object({
  incident: Incident,
  timeline: z.array(TimelineEntry),
  deliveries: z.array(Delivery),
});

interface ListOptions extends ApiCommandOptions {
  readonly state?: string;
  readonly team?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** `belltower incidents …` */
export function registerIncidents(program: Command): void {
  const incidents = program.command('incidents').description('see and change incidents, through the API');
  withApiOptions(incidents.command('list'), '{ incidents, cursor? }')
    .description('open incidents first, newest first')
    .addOption(new Option('--state <STATE>', 'only these').choices(['triggered', 'acknowledged', 'resolved']))
    .option('--team <TEAM>', 'only incidents of this team')
    .addOption(new Option('--limit <N>', 'at most so many, 1 to 100').default(50).argParser(limitArgument))
    .option('--cursor <CURSOR>', 'go on where an earlier list ended')
    .addHelpText('after', '\nExample:\n  npx belltower incidents list --state triggered --team payments')
    .action(list);
  withApiOptions(incidents.command('show'), '{ incident, timeline, deliveries }')
    .description('one incident: what happened, who was paged, what comes next')
    .argument('<id>', 'the incident', incidentArgument)
    .addHelpText('after', '\nExample:\n  npx belltower incidents show 0DZT3M9XJ8QK4B7V')
    .action(show);
  registerChanges(incidents);
}

function limitArgument(text: string): number {
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= 100) return limit;
  throw new InvalidArgumentError('wanted: a whole number from 1 to 100');
}

async function list({ state, team, limit, cursor, json, ...options }: ListOptions): Promise<void> {
  const { openApi } = await import('../aws/incident-api.ts');
  const query = new URLSearchParams({ limit: String(limit) });
  for (const [name, value] of Object.entries({ state, team, cursor }))
    if (value !== undefined) query.set(name, value);
  const api = await openApi(options);
  const page = await api.get(`/v1/incidents?${query.toString()}`, IncidentPage);
  print(json, page, () => {
    if (page.incidents.length === 0) return cursor === undefined ? 'no such incidents' : 'no more incidents';
    const more = page.cursor === undefined ? '' : `\nmore: --cursor ${page.cursor}`;
    return `${incidentTable(page.incidents, instant(Date.now()))}${more}`;
  });
}

async function show(id: string, { json, ...options }: ApiCommandOptions): Promise<void> {
  const { openApi } = await import('../aws/incident-api.ts');
  const api = await openApi(options);
  const whole = await api.get(`/v1/incidents/${id}`, WholeIncident);
  print(json, whole, () => incidentStory(whole, loadPagingConfig(options.config), instant(Date.now())));
}
