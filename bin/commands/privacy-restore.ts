import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { briefInstant, type Instant, instant } from '../../shared/kernel/instant.ts';
import type { PrivacySection, System } from '../../shared/privacy/config.ts';
import {
  classesErased,
  holderAttributes,
  isCovered,
  restoreCheck,
  unlistedKeys,
} from '../../shared/privacy/restore-check.ts';
import { type AwsOptions, regionOf, withAwsOptions } from '../aws-options.ts';
import { systemArgument } from '../case-argument.ts';
import { loadPrivacyConfig } from '../config-option.ts';
import { instantArgument } from '../instant-argument.ts';
import { print } from '../print.ts';
import { Refusal } from '../refusal.ts';
import { type RestoreFindings, restoreWords } from '../restore-words.ts';
import { UsageFault } from '../usage-fault.ts';

interface RestoreOptions extends AwsOptions {
  readonly system?: string;
  readonly takenAt?: Instant;
  readonly erase?: boolean;
  readonly json?: boolean;
}

const NOTES = `
Run it on a restored table before anything else reads it. Every record is read, and of whom it is becomes a keyed tag, as
persons have on the list of exclusions; nothing that says who they are is printed or leaves this machine. With --erase it is
done what the data map says of the system, but for what a hold keeps.
Exits with 1 while something of an erased person is left, or where the backup is older than policy.backups, so that the
list cannot be complete; with 2, before anything is read, where the system's records are found by an identity that is not
under identities of privacy.yaml, since the list knows nobody by it. Needs your own rights to the table, the tag key and the table of cases.

Example:
  npx belltower privacy restore-check profile-restored --system profile --erase`;

/** `belltower privacy restore-check` */
export function registerRestoreCheck(privacy: Command): void {
  withAwsOptions(privacy.command('restore-check'))
    .description('who was erased, and is back in a restored table')
    .argument('<table>', 'the restored table of DynamoDB')
    .addOption(
      new Option('--system <ID>', 'the system of the data map that it is of (needed)').argParser(
        systemArgument,
      ),
    )
    .addOption(
      new Option('--taken-at <ISO>', 'the time that was restored (default: as DynamoDB says)').argParser(
        instantArgument,
      ),
    )
    .option('--erase', 'erase them again')
    .option('--json', 'print { takenAt, covered, records, persons, since, held, left } as JSON')
    .addHelpText('after', NOTES)
    .action(check);
}

async function check(table: string, options: RestoreOptions, command: Command): Promise<void> {
  const { system: id, erase = false, json } = options;
  if (id === undefined)
    command.error("option '--system <ID>' is missing; wanted: the system of the data map that it is of");
  const { privacy } = loadPrivacyConfig(options.config);
  const system = systemOf(privacy.systems, id);
  refuseUnlisted(system, privacy, join(options.config, 'privacy.yaml'));
  const { RestoredTable } = await import('../aws/restored-table.ts');
  const restored = await RestoredTable.open(table, options);
  const takenAt = options.takenAt ?? (await restored.takenAt());
  if (takenAt === undefined)
    throw new UsageFault(
      `belltower: ${table} was not made by a restore of DynamoDB; say with --taken-at of which time its data is`,
    );
  const now = instant(Date.now());
  const { records, found, exclusions } = await restored.find(holderAttributes(system), (read) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${read} records read`);
  });
  if (process.stderr.isTTY) process.stderr.write('\n');
  const { again, since } = restoreCheck(found, exclusions, takenAt);
  const { RestoredErasure } = await import('../aws/restored-erasure.ts');
  const erasure = new RestoredErasure(system, table, regionOf(options));
  const wanted = classesErased(system);
  let [left, held, back] = [0, 0, 0];
  for (const one of again) {
    const person = one.records;
    const classes = await restored.free(person, one.case, system, wanted);
    if (classes.length < wanted.length) held++;
    const before = classes.length === 0 ? 0 : await erasure.left(person, classes);
    if (before === 0) continue;
    back++;
    if (erase) await erasure.erase(person, classes);
    left += erase ? await erasure.left(person, classes) : before;
  }
  const covered = isCovered(takenAt, now, privacy.policy.backups);
  const findings: RestoreFindings = {
    takenAt,
    covered,
    records,
    persons: back,
    since: since.length,
    held,
    left,
    erased: erase,
  };
  print(json, findings, () => restoreWords(table, findings));
  if (left > 0) throw new Refusal(`${table}: ${left} records of persons who were erased are in it`);
  if (!covered)
    throw new Refusal(
      `${table}: it is of ${briefInstant(takenAt)}, and backups are kept ${privacy.policy.backups} by policy.backups: who was erased since may be on the list no more`,
    );
}

function systemOf(systems: readonly System[], id: string): Extract<System, { connector: 'dynamodb' }> {
  const system = systems.find((one) => one.id === id);
  if (system?.connector === 'dynamodb') return system;
  const tables = systems.filter(({ connector }) => connector === 'dynamodb').map((one) => one.id);
  throw new UsageFault(
    `belltower: the data map has no system "${id}" that is a table; there are: ${tables.join(', ') || 'none'}`,
  );
}

/** Persons are excluded by the identities that are listed: by another one nobody would be found, and all seem well. */
function refuseUnlisted(system: System, { identities }: PrivacySection, file: string): void {
  const [first] = unlistedKeys(system, identities);
  if (first === undefined) return;
  const { identity, classes } = first;
  throw new UsageFault(
    `belltower: ${file}: records of ${system.id} (${classes.join(', ')}) are found by "${identity}", which is not under identities: nobody who was erased is known by it, so that a restored table cannot be checked; list ${identity}, which counts for whoever is erased from then on, or give them a subjectKey from one that is listed: ${identities.join(', ')}`,
  );
}
