import type { Command } from 'commander';
import { inventory } from '../shared/kernel/config-check.ts';
import type { PagingConfig, Schedule } from '../shared/paging/config.ts';

/** The schedule of this name. Without one the command ends, naming those there are. @throws UsageFault */
export function knownSchedule({ paging }: PagingConfig, id: string, command: Command): Schedule {
  const schedule = paging.schedules.find((one) => one.id === id);
  if (schedule !== undefined) return schedule;
  const known = new Set(paging.schedules.map((one) => one.id));
  return command.error(`argument schedule: there is no schedule "${id}"; ${inventory('schedule', known)}`);
}
