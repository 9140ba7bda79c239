import type { Command } from 'commander';
import { inventory } from '../shared/kernel/config-check.ts';
import { loadConfig } from './config-option.ts';

/** The ids of everybody in organization.yaml. @throws UsageFault where the configuration is faulty */
export function knownPeople(config: string): ReadonlySet<string> {
  return new Set(loadConfig(config).organization.people.map(({ id }) => id));
}

/** Ends the command, naming who there is, for a person who is not in organization.yaml. @throws UsageFault */
export function refuseUnknown(person: string, known: ReadonlySet<string>, command: Command): void {
  if (known.has(person)) return;
  command.error(`argument person: there is no person "${person}"; ${inventory('person', known)}`);
}
