import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanEnvironment } from './aws-environment.ts';
import type { Lifetime } from './lifetime.ts';
import { LocalFault } from './local-fault.ts';
import { folder, LOCAL_DIR, ROOT } from './places.ts';
import { runCommand } from './run-command.ts';

const CANDIDATES = [
  'python3',
  'python',
  'python3.14',
  'python3.13',
  'python3.12',
  'python3.11',
  'python3.10',
];
const IS_NEW_ENOUGH = 'import sys; sys.exit(sys.version_info < (3, 10))';

/** The name of a Python of version 3.10 or newer on the PATH. */
export function findPython(): string {
  const found = CANDIDATES.find(
    (name) => spawnSync(name, ['-c', IS_NEW_ENOUGH], { stdio: 'ignore' }).status === 0,
  );
  if (found === undefined) {
    throw new LocalFault(
      'Python 3.10 or newer is missing: install it so that `python3` runs it, then start again',
    );
  }
  return found;
}

/**
 * The Python that has what `local/requirements-<what>.txt` names installed. Made once for each version of that file;
 * several runs may make it at the same time, the first one done wins.
 */
export async function pythonWith(
  what: 'emulator' | 'lint',
  lifetime: Lifetime,
  say: (stage: string) => void,
): Promise<string> {
  const python = findPython();
  const requirements = join(ROOT, `local/requirements-${what}.txt`);
  const key = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const venv = join(folder(LOCAL_DIR), `venv-${key}`);
  const interpreter = join(venv, 'bin/python');
  if (existsSync(interpreter) && spawnSync(interpreter, ['-c', IS_NEW_ENOUGH]).status === 0)
    return interpreter;

  await rm(venv, { recursive: true, force: true });
  const draft = `${venv}.${process.pid}`;
  lifetime.atEnd(() => rm(draft, { recursive: true, force: true }));
  const common = {
    cwd: ROOT,
    env: cleanEnvironment({ PYTHONDONTWRITEBYTECODE: '1' }),
    log: join(LOCAL_DIR, 'venv.log'),
  };
  say('making a Python environment');
  await runCommand(
    { ...common, what: 'python -m venv', file: python, args: ['-m', 'venv', draft] },
    lifetime,
  ).catch((error: unknown) => {
    throw new LocalFault(
      `${python} cannot make virtual environments: install its venv package (on Debian and Ubuntu: apt install python3-venv), then start again`,
      common.log,
      error,
    );
  });
  say(`installing the ${what === 'lint' ? 'linter' : 'emulator'} from PyPI (first time only)`);
  const args = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--requirement',
    requirements,
  ];
  await runCommand({ ...common, what: 'pip install', file: join(draft, 'bin/python'), args }, lifetime).catch(
    (error: unknown) => {
      throw new LocalFault(
        'what the run needs could not be installed from PyPI: check the network (pip reads HTTPS_PROXY and PIP_INDEX_URL), then start again',
        common.log,
        error,
      );
    },
  );
  await rename(draft, venv).catch((error: unknown) => {
    if (!existsSync(interpreter)) throw error;
  });
  return interpreter;
}
