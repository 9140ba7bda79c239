import { readFileSync } from 'node:fs';
import { InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import { found, valueAt } from '../shared/config/raw-value.ts';
import { type ConfigFault, formatFaults, pathText } from '../shared/config/read-config.ts';
import { wanted } from '../shared/config/wanted.ts';
import { parseYamlText, type YamlText } from '../shared/config/yaml-file.ts';
import { type ConfigIssue, unknownName } from '../shared/kernel/config-check.ts';
import type { PagingConfig } from '../shared/paging/config.ts';
import { conflictOf, Override } from '../shared/paging/override.ts';
import { UsageFault } from './usage-fault.ts';

const OverrideList = z.array(Override);
const OverridesFile = z.strictObject({ overrides: OverrideList });

/** `--overrides FILE`: what if these overrides were in force? */
export function overridesOption(): Option {
  const option = new Option('--overrides <FILE>', 'YAML or JSON: a list of overrides to reckon with');
  return option.argParser((path: string) => {
    if (path === '') throw new InvalidArgumentError('wanted: a file with a list of overrides');
    return path;
  });
}

/**
 * Reads and checks a file of overrides, whole: a list, or `{ overrides: [...] }`. None where there is no file.
 * @throws UsageFault that lists every fault with file:line:column
 */
export function readOverridesFile(path: string | undefined, config: PagingConfig): readonly Override[] {
  if (path === undefined) return [];
  const yaml = parseYamlText(textOf(path));
  const inList = Array.isArray(yaml.value);
  const schema = inList ? OverrideList : OverridesFile;
  const parsed = schema.safeParse(yaml.value ?? {}, { error: wanted });
  const overrides = parsed.success ? (Array.isArray(parsed.data) ? parsed.data : parsed.data.overrides) : [];
  const issues = checkOverrides(overrides, config, inList ? [] : ['overrides']);
  const faults = [
    ...yaml.faults.map(({ path: place, ...fault }) => ({ ...fault, path: pathText(place) })),
    ...(yaml.faults.length > 0 ? [] : (parsed.error?.issues ?? [])).flatMap((issue) =>
      schemaFaults(yaml, issue),
    ),
    ...issues.map((issue) => ({
      ...yaml.positionOf(issue.path),
      path: pathText(issue.path),
      message: issue.message,
    })),
  ]
    .map((fault): ConfigFault => ({ ...fault, file: path }))
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
  if (faults.length > 0) throw new UsageFault(formatFaults(faults));
  return overrides;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new UsageFault(
      `${path}: cannot be read${code}; wanted: a YAML or JSON file with a list of overrides`,
    );
  }
}

function schemaFaults(yaml: YamlText, issue: z.core.$ZodIssue): Omit<ConfigFault, 'file'>[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      ...yaml.positionOfKey(issue.path, key),
      path: pathText([...issue.path, key]),
      message: `unknown key; allowed here: ${issue.message}`,
    }));
  const value = valueAt(yaml.value, issue.path);
  const what = value === undefined ? 'missing' : found(value);
  return [
    {
      ...yaml.positionOf(issue.path),
      path: pathText(issue.path),
      message: `${what}; wanted: ${issue.message}`,
    },
  ];
}

/** Names that nothing bears, an id that a schedule's override has already, and overrides that conflict. */
function checkOverrides(
  overrides: readonly Override[],
  { organization, paging }: PagingConfig,
  path: ConfigIssue['path'],
): ConfigIssue[] {
  const schedules = new Set(paging.schedules.map(({ id }) => id));
  const people = new Set(organization.people.map(({ id }) => id));
  return overrides.flatMap((override, place) => {
    const at = (...inside: ConfigIssue['path']) => [...path, place, ...inside];
    const earlier = overrides.slice(0, place);
    return [
      ...unknownName('schedule', override.schedule, schedules, at('schedule')),
      ...(['add', 'remove'] as const).flatMap((list) =>
        override[list].flatMap((person, index) => unknownName('person', person, people, at(list, index))),
      ),
      ...checkBeside(override, earlier).map((message) => ({
        path: at('id'),
        message,
        severity: 'error' as const,
      })),
    ];
  });
}

function checkBeside(override: Override, earlier: readonly Override[]): string[] {
  const { id, schedule } = override;
  if (earlier.some((other) => other.id === id && other.schedule === schedule))
    return [`"${schedule}" has an override "${id}" already; wanted: an id of its own`];
  const conflict = conflictOf(override, earlier);
  return conflict === undefined
    ? []
    : [
        `conflicts with "${conflict.with}", which names ${conflict.person} too; wanted: spans that do not overlap`,
      ];
}
