import type { Command } from 'commander';
import { registerLogsGroups } from './logs-groups.ts';
import { registerLogsPlan } from './logs-plan.ts';

/** `belltower logs …` */
export function registerLogs(program: Command): void {
  const logs = program.command('logs').description('how long log groups keep what is logged');
  registerLogsPlan(logs);
  registerLogsGroups(logs);
}
