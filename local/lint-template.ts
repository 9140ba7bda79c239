import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnvironment } from './aws-environment.ts';
import { Lifetime } from './lifetime.ts';
import { ROOT } from './places.ts';
import { pythonWith } from './python-venv.ts';
import { runCommand } from './run-command.ts';

// Not by its script: that names the folder the environment was made in before it was moved into place.
const RUN_CFN_LINT = 'import sys; from cfnlint.runner import main; sys.exit(main())';

// The template as it goes to AWS, not the local one. W3005: CDK states each dependency, also those that follow from
// references, and says itself that it means to.
const TEMPLATES = [
  ['Belltower', []],
  ['BelltowerSpoke', ['-c', 'spoke=111111111111']],
] as const;
const lifetime = new Lifetime();
const folder = await mkdtemp(join(tmpdir(), 'belltower-lint-'));
lifetime.atEnd(() => rm(folder, { recursive: true, force: true }));
const log = join(folder, 'lint.log');
const command = { cwd: ROOT, env: cleanEnvironment({}), log };
try {
  const python = await pythonWith('lint', lifetime, (stage) => console.error(stage));
  for (const [name, context] of TEMPLATES) {
    const synth = [
      join(ROOT, 'node_modules/aws-cdk/bin/cdk'),
      'synth',
      '--quiet',
      '--output',
      folder,
      '--no-notices',
      ...context,
    ];
    await runCommand({ ...command, what: 'cdk synth', file: process.execPath, args: synth }, lifetime);
    const template = join(folder, `${name}.template.json`);
    await runCommand(
      {
        ...command,
        what: 'cfn-lint',
        file: python,
        args: ['-c', RUN_CFN_LINT, '-r', 'eu-west-1', '-i', 'W3005', '-t', template],
      },
      lifetime,
    );
    console.log(`the template of ${name} is clean`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(await readFile(log, 'utf8').catch(() => ''));
  process.exitCode = 1;
} finally {
  await lifetime.end();
}
