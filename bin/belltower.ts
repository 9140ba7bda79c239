import { CommanderError } from 'commander';
import { AppError } from '../shared/kernel/errors.ts';
import { CliCommand, HelpShown } from './cli-command.ts';
import { registerConfig } from './commands/config.ts';
import { registerPaging } from './commands/paging.ts';
import { UsageFault } from './usage-fault.ts';

const program = new CliCommand('belltower').description('On-call paging in your own AWS account');
registerConfig(program);
registerPaging(program);

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error; // whoever read us has read enough
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof HelpShown || (error instanceof CommanderError && error.exitCode === 0))
    process.exitCode = 0;
  else {
    const known = error instanceof UsageFault || error instanceof AppError || error instanceof CommanderError;
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${known ? '' : 'belltower: unexpected: '}${message.trimEnd()}\n`);
    process.exitCode = 2;
  }
}
