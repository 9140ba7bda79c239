import { CommanderError } from 'commander';
import { CliCommand, HelpShown } from './cli-command.ts';
import { registerConfig } from './commands/config.ts';
import { registerContacts } from './commands/contacts.ts';
import { registerCost } from './commands/cost.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerIncidents } from './commands/incidents.ts';
import { registerIntegrations } from './commands/integrations.ts';
import { registerLogs } from './commands/logs.ts';
import { registerPaging } from './commands/paging.ts';
import { registerPrivacy } from './commands/privacy.ts';
import { registerSilences } from './commands/silences.ts';
import { registerTags } from './commands/tags.ts';
import { explainError } from './explain-error.ts';

/**
 * Runs one command: its answer goes to stdout, everything else to stderr.
 * @param args what stands after `belltower`
 * @returns the exit code: 0 done, 1 the answer is no, 2 bad usage or bad input
 */
export async function runCli(args: readonly string[]): Promise<number> {
  const program = new CliCommand('belltower').description('On-call paging in your own AWS account');
  registerConfig(program);
  registerPaging(program);
  registerPrivacy(program);
  registerIncidents(program);
  registerSilences(program);
  registerTags(program);
  registerLogs(program);
  registerContacts(program);
  registerIntegrations(program);
  registerCost(program);
  registerDoctor(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof HelpShown || (error instanceof CommanderError && error.exitCode === 0)) return 0;
    const { exitCode, message } = explainError(error);
    if (message !== '') process.stderr.write(`${message.trimEnd()}\n`);
    return exitCode;
  }
}
