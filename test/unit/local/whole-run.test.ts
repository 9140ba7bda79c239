import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

const at = (file: string) => JSON.stringify(new URL(`../../../local/${file}`, import.meta.url).href);

/** A program that says when it is closed; `work` is the rest of it. */
const program = (work: string) => `
  import { wholeRun } from ${at('whole-run.ts')};
  import { LocalFault, UsageFault } from ${at('local-fault.ts')};
  await wholeRun(async ({ lifetime, leave }) => {
    lifetime.atEnd(() => console.log('closed'));
    ${work}
  });`;
const START = [process.execPath, '--input-type=module', '--eval'];
const STAYS = program("setInterval(() => {}, 60_000); console.log('ready'); return undefined;");

function started(command: readonly string[]) {
  const [file = '', ...args] = command;
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
  return { child, ready: once(child.stdout, 'data'), ended };
}

/** How a program ends that gets this signal, or that ends by itself. */
async function endOf(source: string, signal?: NodeJS.Signals) {
  const { child, ready, ended } = started([...START, source]);
  if (signal !== undefined) {
    await ready;
    child.kill(signal);
  }
  const [[code], output, errors] = await ended;
  return { code, output, errors };
}

describe('a whole run', () => {
  it.each([
    ['answers 0', 'return 0;', 0, ''],
    ['answers 1', 'return 1;', 1, ''],
    ['is called in a way that does not exist', "throw new UsageFault('no such way');", 2, 'no such way\n'],
    ['cannot go on', "throw new LocalFault('no', 'x.log');", 1, 'no (log: x.log)\n'],
    ['leaves meanwhile', "void leave(3); throw new Error('aborted');", 3, ''],
  ])('that %s is closed before it exits with its code', async (_, work, code, errors) => {
    expect(await endOf(program(work))).toEqual({ code, output: 'closed\n', errors });
  });

  it('says where a fault comes from that nobody has foreseen', async () => {
    const { code, errors } = await endOf(program("throw new TypeError('odd');"));
    expect(code).toBe(1);
    expect(errors).toMatch(/^TypeError: odd\n {4}at /);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('that stays is closed at %s', async (signal, code) => {
    expect(await endOf(STAYS, signal)).toEqual({ code, output: 'ready\nclosed\n', errors: '' });
  });

  it('is closed when its parent is gone', async () => {
    const { child, ready, ended } = started(['sh', '-c', '"$@" & wait', 'sh', ...START, STAYS]);
    await ready;
    child.kill('SIGKILL');
    const [, output] = await ended; // its output ends when the last that writes to it has exited
    expect(output).toBe('ready\nclosed\n');
  });
});
