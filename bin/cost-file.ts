import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type * as z from 'zod';
import { found, valueAt } from '../shared/config/raw-value.ts';
import { formatFaults, pathText } from '../shared/config/read-config.ts';
import { wanted } from '../shared/config/wanted.ts';
import { parseYamlFile, type YamlFile } from '../shared/config/yaml-file.ts';
import { CostSection } from '../shared/cost/config.ts';
import { UsageFault } from './usage-fault.ts';

/** `--config PATH`: thresholds, overrides, planned events and team aliases of a `cost.yaml`. */
export function costFileOption(): Option {
  return new Option('--config <PATH>', 'cost.yaml, or its folder (default: the built-in thresholds)')
    .env('BELLTOWER_CONFIG')
    .argParser((path: string) => {
      if (path === '') throw new InvalidArgumentError('wanted: a cost.yaml or a folder with one');
      return path;
    });
}

/**
 * The cost section at a path; the defaults where no path is given, or its folder has no `cost.yaml`.
 * @throws UsageFault that lists every fault with file:line:column
 */
export function readCostFile(path: string | undefined): CostSection {
  if (path === undefined) return CostSection.parse({});
  const file = isFolder(path) ? join(path, 'cost.yaml') : path;
  const text = textOf(file, file !== path);
  if (text === undefined) return CostSection.parse({});
  const yaml = parseYamlFile(text);
  const parsed = CostSection.safeParse(yaml.value ?? {}, { error: wanted });
  const faults = [
    ...yaml.faults.map(({ path: place, ...fault }) => ({ ...fault, file, path: pathText(place) })),
    ...(yaml.faults.length > 0 ? [] : (parsed.error?.issues ?? [])).map((issue) =>
      faultOf(file, yaml, issue),
    ),
  ];
  if (faults.length > 0 || !parsed.success) throw new UsageFault(formatFaults(faults));
  return parsed.data;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function textOf(file: string, mayBeMissing: boolean): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (mayBeMissing && code === 'ENOENT') return undefined;
    throw new UsageFault(`${file}: cannot be read (${code}); wanted: a cost.yaml or a folder with one`);
  }
}

function faultOf(file: string, yaml: YamlFile, issue: z.core.$ZodIssue) {
  const [unknown] = issue.code === 'unrecognized_keys' ? issue.keys : [];
  if (unknown !== undefined)
    return {
      file,
      ...yaml.positionOfKey(issue.path, unknown),
      path: pathText([...issue.path, unknown]),
      message: `unknown key; allowed here: ${issue.message}`,
    };
  const value = valueAt(yaml.value, issue.path);
  const what = value === undefined ? 'missing' : found(value);
  return {
    file,
    ...yaml.positionOf(issue.path),
    path: pathText(issue.path),
    message: `${what}; wanted: ${issue.message}`,
  };
}
