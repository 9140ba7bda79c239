import type { Command } from 'commander';
import { inventory } from '../../shared/kernel/config-check.ts';
import type { CalendarSubject } from '../../shared/paging/calendar-token.ts';
import type { PagingConfig } from '../../shared/paging/config.ts';
import { type AwsOptions, withAwsOptions } from '../aws-options.ts';
import { loadPagingConfig } from '../config-option.ts';
import { knownSchedule } from '../known-schedule.ts';
import { print } from '../print.ts';

interface CalendarOptions extends AwsOptions {
  readonly person?: string;
  readonly json?: boolean;
}

const NOTES = `
Subscribe to it in a calendar program. Whoever has the URL sees who is on call, by name, and it does not expire: raise
calendarVersion of the schedule, or of paging.yaml, and deploy, to make it worthless. It takes kms:GenerateMac.

Examples:
  npx belltower paging calendar payments-primary
  npx belltower paging calendar --person alice`;

/** `belltower paging calendar` */
export function registerCalendar(paging: Command): void {
  withAwsOptions(paging.command('calendar'))
    .description('the URL of a calendar of shifts; the same each time')
    .argument('[schedule]', 'of this schedule')
    .option('--person <PERSON>', 'of this person, by every schedule')
    .option('--json', 'print { url } as JSON')
    .addHelpText('after', NOTES)
    .action(printUrl);
}

async function printUrl(
  schedule: string | undefined,
  { person, json, ...options }: CalendarOptions,
  command: Command,
): Promise<void> {
  const config = loadPagingConfig(options.config);
  const subject = subjectOf(schedule, person, config, command);
  const { calendarUrl } = await import('../aws/calendar-link.ts');
  const url = await calendarUrl(subject, config, options);
  print(json, { url }, () => url);
}

function subjectOf(
  schedule: string | undefined,
  person: string | undefined,
  config: PagingConfig,
  command: Command,
): CalendarSubject {
  if (schedule !== undefined && person === undefined)
    return { kind: 'schedule', id: knownSchedule(config, schedule, command).id };
  if (schedule !== undefined || person === undefined)
    return command.error("wanted: argument 'schedule' or option '--person <PERSON>', one of them");
  const known = new Set(config.organization.people.map(({ id }) => id));
  if (known.has(person)) return { kind: 'person', id: person };
  return command.error(
    `option '--person <PERSON>': there is no person "${person}"; ${inventory('person', known)}`,
  );
}
