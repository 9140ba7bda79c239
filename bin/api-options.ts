import { type Command, InvalidArgumentError, Option } from 'commander';
import { IncidentId } from '../shared/kernel/ids.ts';
import type { ApiOptions } from './aws/incident-api.ts';
import { withAwsOptions } from './aws-options.ts';
import { WHERE } from './config-option.ts';

/** What every command that calls the API takes. */
export interface ApiCommandOptions extends ApiOptions {
  readonly json?: boolean;
}

/** Adds `--api`, `--json` and what says where the stack is. */
export function withApiOptions<C extends Command>(command: C, shape: string): C {
  const api = new Option('--api <URL>', 'address of the API (default: output ApiUrl of the stack)');
  return withAwsOptions(
    command.addOption(api.env('BELLTOWER_API').argParser(urlArgument).helpGroup(WHERE)),
  ).option('--json', `print ${shape} as JSON`);
}

function urlArgument(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return text;
  throw new InvalidArgumentError('wanted: a URL such as https://abc123.execute-api.eu-west-1.amazonaws.com');
}

/** Reads an incident's id, in either case. */
export function incidentArgument(text: string): string {
  const id = IncidentId.safeParse(text.toUpperCase());
  if (id.success) return id.data;
  throw new InvalidArgumentError('wanted: an incident id: 16 letters and digits such as 0DZT3M9XJ8QK4B7V');
}
