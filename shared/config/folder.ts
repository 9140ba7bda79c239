import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigFault } from './read-config.ts';
import { Config, OTHER_FILES, SECTIONS } from './schema.ts';

/** The names in a folder; undefined where there is no such folder. */
export function listFolder(dir: string): readonly string[] | undefined {
  try {
    return readdirSync(dir);
  } catch {
    return undefined;
  }
}

/** A fault of a file as a whole. */
export function wholeFile(file: string, message: string): ConfigFault {
  return { file, line: 1, column: 1, path: '', message };
}

/** Faults for YAML files that nobody would read: a typo in the name must not turn a domain off. */
export function unknownFiles(dir: string, names: readonly string[]): ConfigFault[] {
  const known = [...SECTIONS.map(({ file }) => file), ...OTHER_FILES];
  return names
    .filter((name) => /^[^.].*\.ya?ml$/i.test(name) && !known.includes(name))
    .map((name) =>
      wholeFile(join(dir, name), `no configuration has this name; allowed: ${known.join(', ')}`),
    );
}

/** Faults for files that are required and not there. */
export function missingFiles(dir: string, names: readonly string[]): ConfigFault[] {
  return SECTIONS.filter(
    ({ key, file }) => !names.includes(file) && !Config.shape[key].safeParse(undefined).success,
  ).map(({ file }) => wholeFile(join(dir, file), 'this file is missing, and nothing works without it'));
}
