import { type Command, InvalidArgumentError } from 'commander';
import { EscalateIncident, ReadIncident } from '../../shared/paging/api.ts';
import type { ApiClient } from '../api-client.ts';
import type { ApiOptions } from '../aws/incident-api.ts';
import { incidentLine } from '../incident-words.ts';
import { print } from '../print.ts';
import { incidentArgument, withApiOptions } from './incidents.ts';

interface Options extends ApiOptions {
  readonly json?: boolean;
}

interface EscalateOptions extends Options {
  readonly rung?: number;
}

/** `belltower incidents ack|resolve|escalate|note` */
export function registerChanges(incidents: Command): void {
  change(incidents, 'ack', 'acknowledge: no more pages until the acknowledgement runs out').action(
    (id: string, options: Options) => act(id, options, async () => ['ack', {}]),
  );
  change(incidents, 'resolve', 'resolve').action((id: string, options: Options) =>
    act(id, options, async () => ['resolve', {}]),
  );
  change(incidents, 'escalate', 'page the next rung now, and take back an acknowledgement')
    .option('--rung <N>', 'only if the ladder is still at this step (default: as it stands)', stepArgument)
    .action((id: string, options: EscalateOptions) =>
      act(id, options, async (api) => ['escalate', { rung: options.rung ?? (await stepOf(api, id)) }]),
    );
  change(incidents, 'note', 'add a note to the timeline', ' "rolled back to build 41"')
    .argument('<text...>', 'what to note')
    .action((id: string, words: string[], options: Options) =>
      act(id, options, async () => ['note', { text: words.join(' ') }]),
    );
}

function change(incidents: Command, name: string, description: string, more = ''): Command {
  return withApiOptions(incidents.command(name))
    .description(description)
    .argument('<id>', 'the incident', incidentArgument)
    .option('--json', 'print { incident } as JSON')
    .addHelpText('after', `\nExample:\n  npx belltower incidents ${name} 0DZT3M9XJ8QK4B7V${more}`);
}

function stepArgument(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('wanted: the step that incidents show names, a whole number from 0');
}

/** Where the ladder is as the incident stands now. */
async function stepOf(api: ApiClient, id: string): Promise<number> {
  const { incident } = await api.get(`/v1/incidents/${id}`, ReadIncident.responses[200].schema);
  const { begun } = incident.climb;
  process.stderr.write(`the ladder of ${id} is at step ${begun}: escalating from there\n`);
  return begun;
}

async function act(
  id: string,
  { json, ...options }: Options,
  wish: (api: ApiClient) => Promise<[action: string, body: unknown]>,
): Promise<void> {
  const { openApi } = await import('../aws/incident-api.ts');
  const api = await openApi(options);
  const [action, body] = await wish(api);
  // All four changes answer alike.
  const { schema } = EscalateIncident.responses[200];
  const changed = await api.post(`/v1/incidents/${id}/${action}`, body, schema);
  print(json, changed, () => `${action === 'note' ? 'noted: ' : ''}${incidentLine(changed.incident)}`);
}
