import { runCli } from './run-cli.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error; // whoever read us has read enough
});

process.exitCode = await runCli(process.argv.slice(2));
