import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import type { ConfigIssue } from '../kernel/config-check.ts';
import type { Instant } from '../kernel/instant.ts';
import { listFolder, missingFiles, unknownFiles, wholeFile } from './folder.ts';
import { found, valueAt, withoutFaulty } from './raw-value.ts';
import { Config, SECTIONS } from './schema.ts';
import { wanted } from './wanted.ts';
import { parseYamlFile, unreadable, type YamlFile } from './yaml-file.ts';

/** One thing wrong in one file. Line and column count from 1. */
export interface ConfigFault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** `ladders[0].rungs[1].after`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong and what is allowed. */
  readonly message: string;
}

type ReadConfig =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly ConfigFault[] }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/** The faults as text, one line each: `file:line:column: path: message`. */
export function formatFaults(faults: readonly ConfigFault[]): string {
  return faults
    .map(
      ({ file, line, column, path, message }) =>
        `${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}${message}\n`,
    )
    .join('');
}

/**
 * Reads and checks a folder of configuration, whole: every fault of every file is in the answer. Never throws for what
 * is in the folder.
 * @param from for whoever deploys it from this instant on: also warn of what will come of it, such as hours in which nobody
 *   is on call
 */
export function readConfig(dir: string, from?: Instant): ReadConfig {
  const names = listFolder(dir);
  if (names === undefined)
    return {
      ok: false,
      faults: [wholeFile(dir, 'there is no such folder; wanted: a folder with organization.yaml')],
    };
  const files = new Map(
    SECTIONS.filter(({ file }) => names.includes(file)).map(({ key, file }) => [
      key,
      readYaml(join(dir, file)),
    ]),
  );
  const faults = [...unknownFiles(dir, names), ...missingFiles(dir, names)];
  for (const { key, file } of SECTIONS) {
    faults.push(...syntaxFaults(join(dir, file), files.get(key)));
  }
  const raw: Record<string, unknown> = {};
  for (const [key, { value }] of files) if (value !== undefined) raw[key] = value;
  const parsed = Config.safeParse(raw, { error: wanted });
  const issues = firstOfEach(parsed.error?.issues ?? []).filter(
    ({ path: [key] }) => typeof key === 'string' && Object.hasOwn(raw, key),
  );
  faults.push(...issues.flatMap((issue) => schemaFaults(dir, files, raw, issue)));
  const readable = parsed.success ? parsed.data : withoutFaulty(raw, issues);
  const checked = SECTIONS.flatMap(({ check }) => check(readable));
  const [errors, warnings] = (['error', 'warning'] as const).map((severity) =>
    checked.filter((issue) => issue.severity === severity).map((issue) => checkFault(dir, files, issue)),
  );
  faults.push(...(errors ?? []));
  if (faults.length > 0 || !parsed.success) return { ok: false, faults: inOrder(faults) };
  const config = parsed.data;
  const foreseen =
    from === undefined ? [] : SECTIONS.flatMap(({ forecast }) => forecast?.(config, from) ?? []);
  return {
    ok: true,
    config,
    warnings: inOrder([...(warnings ?? []), ...foreseen.map((issue) => checkFault(dir, files, issue))]),
  };
}

type Files = ReadonlyMap<string, YamlFile>;

const MOST_BYTES = 1_000_000;

/** Reads a file of configuration, never throws: what keeps it from being read is its one fault. */
export function readYaml(path: string): YamlFile {
  try {
    const { size } = statSync(path);
    if (size > MOST_BYTES) return unreadable(`the file has ${size} bytes; at most ${MOST_BYTES} are allowed`);
    return parseYamlFile(new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)));
  } catch (error) {
    if (error instanceof TypeError) return unreadable('the file is not UTF-8 text');
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return unreadable(`the file cannot be read${code}`);
  }
}

function schemaFaults(dir: string, files: Files, raw: unknown, issue: z.core.$ZodIssue): ConfigFault[] {
  const { file, inside, yaml } = placeOf(dir, files, issue.path);
  return schemaFaultsAt(file, yaml, inside, valueAt(raw, issue.path), issue);
}

/** What is wrong with a file as YAML. */
export function syntaxFaults(file: string, yaml: YamlFile | undefined): ConfigFault[] {
  return (yaml?.faults ?? []).map((fault) => ({ ...fault, file, path: pathText(fault.path) }));
}

/** What a schema says of the value at a path inside a file; one fault for each key that it does not know. */
export function schemaFaultsAt(
  file: string,
  yaml: YamlFile | undefined,
  inside: readonly PropertyKey[],
  value: unknown,
  issue: z.core.$ZodIssue,
): ConfigFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      file,
      ...(yaml?.positionOfKey(inside, key) ?? { line: 1, column: 1 }),
      path: pathText([...inside, key]),
      message: `unknown key; allowed here: ${issue.message}`,
    }));
  }
  const given = issue.code === 'invalid_key' ? issue.path.at(-1) : value;
  const what = given === undefined ? 'missing' : found(given);
  return [faultAt(file, yaml, inside, `${what}; wanted: ${issue.message}`)];
}

/** The fault at a path inside a file; at its beginning where the file could not be read. */
export function faultAt(
  file: string,
  yaml: YamlFile | undefined,
  inside: readonly PropertyKey[],
  message: string,
): ConfigFault {
  return { file, ...(yaml?.positionOf(inside) ?? { line: 1, column: 1 }), path: pathText(inside), message };
}

/** A value that fails two rules of its schema has one fault. */
export function firstOfEach(issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  const seen = new Set<string>();
  return issues.filter(({ code, path }) => {
    const fault = JSON.stringify([code === 'unrecognized_keys', path]);
    return !seen.has(fault) && seen.add(fault);
  });
}

function checkFault(dir: string, files: Files, { path, message }: ConfigIssue): ConfigFault {
  const { file, inside, yaml } = placeOf(dir, files, path);
  return faultAt(file, yaml, inside, message);
}

function placeOf(dir: string, files: Files, [key, ...inside]: readonly PropertyKey[]) {
  const section = SECTIONS.find((one) => one.key === key);
  return { file: join(dir, section?.file ?? ''), inside, yaml: files.get(String(key)) };
}

/** A path as people write it: `ladders[0].rungs[1].after`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, place) => (typeof key === 'number' ? `[${key}]` : `${place === 0 ? '' : '.'}${String(key)}`))
    .join('');
}

/** By file, and in each as they stand there. */
export function inOrder(faults: readonly ConfigFault[]): readonly ConfigFault[] {
  return faults.toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column);
}
