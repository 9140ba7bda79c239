import { type Command, InvalidArgumentError, Option } from 'commander';
import { IncidentId } from '../../shared/kernel/ids.ts';
import { instant } from '../../shared/kernel/instant.ts';
import { ListIncidents, ReadIncident } from '../../shared/paging/api.ts';
import type { ApiOptions } from '../aws/incident-api.ts';
import { withAwsOptions } from '../aws-options.ts';
import { loadPagingConfig } from '../config-option.ts';
import { incidentStory, incidentTable } from '../incident-words.ts';
import { print } from '../print.ts';
import { UsageFault } from '../usage-fault.ts';
import { registerChanges } from './incident-changes.ts';

interface Options extends ApiOptions {
  readonly json?: boolean;
}

interface ListOptions extends Options {
  readonly state?: string;
  readonly team?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** `belltower incidents …` */
export function registerIncidents(program: Command): void {
  const incidents = program.command('incidents').description('see and change incidents, through the API');
  withApiOptions(incidents.command('list'))
    .description('open incidents first, newest first')
    .addOption(
      new Option('--state <STATE>', 'only these').choices(['triggered', 'acknowledged', 'resolved']),
    )
    .option('--team <TEAM>', 'only incidents of this team')
    .addOption(new Option('--limit <N>', 'at most so many, 1 to 100').default(50).argParser(limitArgument))
    .option('--cursor <CURSOR>', 'go on where an earlier list ended')
    .option('--json', 'print { incidents, cursor? } as JSON')
    .addHelpText('after', '\nExample:\n  npx belltower incidents list --state triggered --team payments')
    .action(list);
  withApiOptions(incidents.command('show'))
    .description('one incident: what happened, who was paged, what comes next')
    .argument('<id>', 'the incident', incidentArgument)
    .option('--json', 'print { incident, timeline, deliveries } as JSON')
    .addHelpText('after', '\nExample:\n  npx belltower incidents show 0DZT3M9XJ8QK4B7V')
    .action(show);
  registerChanges(incidents);
}

/** Adds what every command that calls the API takes. */
export function withApiOptions<C extends Command>(command: C): C {
  const api = new Option('--api <URL>', 'address of the API (default: output ApiUrl of the stack)');
  return withAwsOptions(command.addOption(api.env('BELLTOWER_API').argParser(urlArgument)));
}

/** Reads an incident's id, in either case. */
export function incidentArgument(text: string): string {
  const id = IncidentId.safeParse(text.toUpperCase());
  if (id.success) return id.data;
  throw new InvalidArgumentError('wanted: an incident id: 16 letters and digits such as 0DZT3M9XJ8QK4B7V');
}

function urlArgument(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return text;
  throw new InvalidArgumentError(
    'wanted: a URL such as https://abc123.execute-api.eu-west-1.amazonaws.com',
  );
}

function limitArgument(text: string): number {
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= 100) return limit;
  throw new InvalidArgumentError('wanted: a whole number from 1 to 100');
}

async function list({ state, team, limit, cursor, json, ...options }: ListOptions): Promise<void> {
  const { openApi } = await import('../aws/incident-api.ts');
  const query = new URLSearchParams({ limit: String(limit) });
  for (const [name, value] of Object.entries({ state, team, cursor })) if (value) query.set(name, value);
  const api = await openApi(options);
  const page = await api.get(`/v1/incidents?${query}`, ListIncidents.responses[200].schema);
  print(json, page, () => {
    if (page.incidents.length === 0) return cursor === undefined ? 'no such incidents' : 'no more incidents';
    const more = page.cursor === undefined ? '' : `\nmore: --cursor ${page.cursor}`;
    return `${incidentTable(page.incidents, instant(Date.now()))}${more}`;
  });
}

async function show(id: string, { json, ...options }: Options): Promise<void> {
  const { openApi } = await import('../aws/incident-api.ts');
  const api = await openApi(options);
  const whole = await api.get(`/v1/incidents/${id}`, ReadIncident.responses[200].schema);
  print(json, whole, () => incidentStory(whole, loadPagingConfig(options.config), instant(Date.now())));
}
