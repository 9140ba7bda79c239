import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { configFolder, ORGANIZATION, PAGING } from '../../support/config-folder.ts';
import { runCli } from '../../support/run-cli.ts';

const ROOT = join(import.meta.dirname, '../../..');

it('P1: cdk synth fails with the text that config check prints', () => {
  const dir = configFolder({
    'organization.yaml': `${ORGANIZATION}colour: blue\n`,
    'paging.yaml': PAGING.replace('schedule: primary', 'schedule: primry').replace('5m', '5 minutes'),
  });
  const check = runCli(['config', 'check', '--config', dir]);
  const synth = spawnSync(process.execPath, ['bin/app.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      CDK_CONTEXT_JSON: JSON.stringify({ config: dir }),
      CDK_OUTDIR: join(dir, 'cdk.out'),
    },
    encoding: 'utf8',
  });
  expect(synth.stderr.trimEnd().split('\n')).toHaveLength(3);
  expect(synth.stderr.trimEnd()).toBe(check.stderr.trimEnd());
  expect([synth.status, check.status]).toEqual([2, 2]);
});

it.each(['11', '11111111111x'])(
  'a spoke of %s, which is no account, is refused with what is wanted',
  (spoke) => {
    const dir = configFolder({ 'organization.yaml': ORGANIZATION });
    const synth = spawnSync(process.execPath, ['bin/app.ts'], {
      cwd: ROOT,
      env: {
        ...process.env,
        CDK_CONTEXT_JSON: JSON.stringify({ config: dir, spoke }),
        CDK_OUTDIR: join(dir, 'cdk.out'),
      },
      encoding: 'utf8',
    });
    expect(synth.stderr).toContain(
      `-c spoke=${spoke}: the account that Belltower is in is wanted, 12 digits`,
    );
    expect(synth.status).toBe(2);
  },
);
