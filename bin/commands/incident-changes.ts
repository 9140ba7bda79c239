import { type Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { Incident } from '../../shared/paging/incident.ts';
import type { ApiClient } from '../api-client.ts';
import { type ApiCommandOptions, incidentArgument, withApiOptions } from '../api-options.ts';
import { incidentLine } from '../incident-words.ts';
import { print } from '../print.ts';
import { refused } from '../refused.ts';

const OneIncident = z.object({ incident: Incident });

interface Change {
  readonly action: 'ack' | 'resolve' | 'escalate' | 'note';
  readonly body: Readonly<Record<string, unknown>>;
}

/** `belltower incidents ack|resolve|escalate|note` */
export function registerChanges(incidents: Command): void {
  change(incidents, 'ack', 'acknowledge: no more pages until the acknowledgement runs out').action(
    (id: string, options: ApiCommandOptions) => act(id, options, () => ({ action: 'ack', body: {} })),
  );
  change(incidents, 'resolve', 'resolve: it is over').action((id: string, options: ApiCommandOptions) =>
    act(id, options, () => ({ action: 'resolve', body: {} })),
  );
  change(incidents, 'escalate', 'page the next rung now, and take back an acknowledgement')
    .option('--rung <N>', 'only if the ladder is at this step (default: wherever it is)', stepArgument)
    .action((id: string, { rung, ...options }: ApiCommandOptions & { readonly rung?: number }) =>
      act(id, options, async (api) => ({
        action: 'escalate',
        body: { rung: rung ?? (await stepOf(api, id)) },
      })),
    );
  change(incidents, 'note', 'add a note to the timeline', ' "rolled back to build 41"')
    .argument('<text...>', 'what to note', noteArgument)
    .action((id: string, text: string, options: ApiCommandOptions) =>
      act(id, options, () => ({ action: 'note', body: { text } })),
    );
}

function change(incidents: Command, name: Change['action'], description: string, more = ''): Command {
  return withApiOptions(incidents.command(name), '{ incident }')
    .description(description)
    .argument('<id>', 'the incident', incidentArgument)
    .addHelpText(
      'after',
      `\nExits with 1 when the incident does not allow it any more.\n\nExample:\n  npx belltower incidents ${name} 0DZT3M9XJ8QK4B7V${more}`,
    );
}

function stepArgument(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('wanted: the step that incidents show names, a whole number from 0');
}

/** The words of a note, one after the other. */
function noteArgument(word: string, before: string | undefined): string {
  const text = `${before ?? ''} ${word}`.trim();
  if (text !== '' && text.length <= 4096) return text;
  throw new InvalidArgumentError('wanted: 1 to 4096 characters');
}

/** Where the ladder is as the incident stands now: what an escalation without a step is based on. */
async function stepOf(api: ApiClient, id: string): Promise<number> {
  const { incident } = await api.get(`/v1/incidents/${id}`, OneIncident);
  const { begun } = incident.climb;
  process.stderr.write(`the ladder of ${id} is at step ${begun}; escalating from there\n`);
  return begun;
}

async function act(
  id: string,
  { json, ...options }: ApiCommandOptions,
  decide: (api: ApiClient) => Change | Promise<Change>,
): Promise<void> {
  const { openApi } = await import('../aws/incident-api.ts');
  const api = await openApi(options);
  const { action, body } = await decide(api);
  try {
    const changed = await api.post(`/v1/incidents/${id}/${action}`, body, OneIncident);
    print(json, changed, () => `${action === 'note' ? 'noted: ' : ''}${incidentLine(changed.incident)}`);
  } catch (error) {
    throw refused(error, id, json);
  }
}
