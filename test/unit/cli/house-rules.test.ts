import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCliHere } from '../../support/cli-in-process.ts';
import { configFolder } from '../../support/config-folder.ts';
import { runCli } from '../../support/run-cli.ts';

const COMMANDS = [
  'config check',
  'paging oncall',
  'paging shifts',
  ...['list', 'set', 'remove'].map((name) => `paging overrides ${name}`),
  ...['calendar', 'simulate', 'without'].map((name) => `paging ${name}`),
  ...['plan', 'due', 'verify', 'request', 'cases', 'show', 'certificate'].map((name) => `privacy ${name}`),
  ...['verify-person', 'withdraw', 'extend', 'reopen', 'confirm'].map((name) => `privacy ${name}`),
  ...['hold', 'release', 'restore-check', 'audit', 'audit-verify'].map((name) => `privacy ${name}`),
  ...['list', 'show', 'ack', 'resolve', 'escalate', 'note'].map((name) => `incidents ${name}`),
  ...['list', 'set', 'end'].map((name) => `silences ${name}`),
  ...['check', 'compile', 'scores', 'plan', 'approve', 'quarantine', 'release'].map((name) => `tags ${name}`),
  'logs plan',
  'logs list',
  'logs approve',
  'logs veto',
  ...['list', 'show', 'set', 'verify', 'code', 'remove', 'import'].map((name) => `contacts ${name}`),
  'integrations key',
  'cost backtest',
  'doctor',
];

describe('every command', () => {
  it('is found from the top: these are all, and none is announced that is not built', async () => {
    expect(await commandsBelow([])).toEqual(COMMANDS);
  });

  it.each(COMMANDS)('%s --help has an example, and exits 0', async (command) => {
    const { status, stdout, stderr } = await runCliHere([...command.split(' '), '--help']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`\nExamples?:\n  npx belltower ${command}`));
  });

  it.each(COMMANDS)('%s answers an option it does not know with one line, and exits 2', async (command) => {
    const { status, stdout, stderr } = await runCliHere([...command.split(' '), '--frobnicate']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(
      new RegExp(`^belltower ${command}: unknown option '--frobnicate'; allowed: .*--help\n$`),
    );
  });
});

describe('what-if commands', () => {
  it.each([
    [['config', 'check', '--json']],
    [['paging', 'oncall', '--json']],
    [['paging', 'simulate', 'config/example/alerts/payments-errors.json', '--json']],
    [['paging', 'shifts', 'payments-primary', '--json']],
    [['paging', 'without', 'payments-primary', 'bob', '--json']],
    [['tags', 'check', 'config/example/events/run-instances.json', '--json']],
    [['tags', 'compile', '--json']],
    [['logs', 'plan', 'config/example/log-groups.json', '--json']],
    [['privacy', 'plan', 'config/example/privacy.yaml', '--json']],
    [['privacy', 'due', '2026-01-31', '--json']],
  ])('%j loads nothing of AWS', (args) => {
    const dir = configFolder({});
    expect(runCli(args, { NODE_V8_COVERAGE: dir }).status).toBe(0);
    const loaded = readdirSync(dir).flatMap((name) =>
      [...readFileSync(join(dir, name), 'utf8').matchAll(/"url":"([^"]+)"/g)].map(([, url]) => url),
    );
    expect(loaded).toContainEqual(expect.stringMatching(/bin\/run-cli\.ts$/));
    expect(loaded.filter((url) => /@aws-sdk|@smithy|powertools|aws-cdk/.test(url ?? ''))).toEqual([]);
  });
});

/** What can be run, where a word may be followed by others. */
async function commandsBelow(words: readonly string[]): Promise<string[]> {
  const names = commandsIn((await runCliHere([...words, '--help'])).stdout);
  if (names.length === 0) return [words.join(' ')];
  const found: string[] = [];
  for (const name of names) found.push(...(await commandsBelow([...words, name])));
  return found;
}

function commandsIn(help: string): string[] {
  const [, list = ''] = help.split('Commands:\n');
  return [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name = '']) => name);
}
