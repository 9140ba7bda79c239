import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './places.ts';

const SOURCES = [
  'bin',
  'lib',
  'lambdas',
  'shared',
  'config',
  'cdk.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];
/** How the stack is deployed and kept: a change there makes what was kept worthless. */
const MACHINERY = [
  'local/requirements-emulator.txt',
  'local/deploy.ts',
  'local/spokes.ts',
  'local/newsletter.ts',
  'local/baseline.ts',
  'local/aws-environment.ts',
];

/** A hash of all that decides what is deployed: the app's sources, its configuration, and the given settings. */
export function sourceHash(settings: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const source of [...SOURCES, ...MACHINERY]) {
    for (const file of filesOf(source)) hash.update(`\0${file}\0`).update(readFileSync(join(ROOT, file)));
  }
  return hash.digest('hex').slice(0, 32);
}

function filesOf(source: string): string[] {
  const path = join(ROOT, source);
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [source];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .sort();
}
