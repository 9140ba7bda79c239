import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import type { Lifetime } from './lifetime.ts';
import { LocalFault } from './local-fault.ts';
import { endGroup } from './process-group.ts';

interface Command {
  /** What it does, to begin the sentence that says it failed. */
  readonly what: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** What it prints goes to the end of this file. */
  readonly log: string;
}

/** Runs a command to its end in a process group of its own, which ends with the lifetime. Throws a `LocalFault`. */
export async function runCommand(command: Command, lifetime: Lifetime): Promise<void> {
  lifetime.signal.throwIfAborted();
  const log = createWriteStream(command.log, { flags: 'a' });
  log.write(`$ ${command.file} ${command.args.join(' ')}\n`);
  const child = spawn(command.file, command.args, {
    cwd: command.cwd,
    env: command.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const forget = lifetime.atEnd(() => endGroup(child, 2_000));
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  child.once('error', (error) => resolve(error.message));
  child.once('close', (code, signal) => resolve(code === 0 ? undefined : `it ended with ${code ?? signal}`));
  const failure = await promise;
  forget();
  await new Promise<void>((done) => log.end(done));
  lifetime.signal.throwIfAborted();
  if (failure !== undefined) {
    throw new LocalFault(`${command.what} failed: ${lastComplaint(command.log) ?? failure}`, command.log);
  }
}

/** The line of a log that most likely says what went wrong: the last that speaks of an error, else the last. */
export function lastComplaint(log: string): string | undefined {
  const lines = stripVTControlCharacters(readFileSync(log, 'utf8'))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(at |Node\.js v|\$ )|Subprocess exited/.test(line));
  return (lines.findLast((line) => /error|failed|fault|cannot/i.test(line)) ?? lines.at(-1))?.slice(0, 300);
}
