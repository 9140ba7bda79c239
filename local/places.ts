import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The root of the repository. */
export const ROOT = dirname(import.meta.dirname);

/** Everything a local run makes; ignored by git, safe to delete while nothing runs. */
export const LOCAL_DIR = join(ROOT, '.local');

/** The Node that the project pins, in front of whatever else is on the PATH. */
export const PATH_WITH_NODE = [join(ROOT, 'node_modules/node/bin'), process.env['PATH'] ?? ''].join(':');

/** Makes the folder, and those above it, where they are not there yet. */
export function folder(...parts: string[]): string {
  const path = join(...parts);
  mkdirSync(path, { recursive: true });
  return path;
}
