import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { formatFaults, readConfig } from '../shared/config/read-config.ts';
import type { Config } from '../shared/config/schema.ts';
import type { LogsConfig } from '../shared/logs/config.ts';
import type { PagingConfig } from '../shared/paging/config.ts';
import type { PrivacyConfig } from '../shared/privacy/config.ts';
import type { TagsConfig } from '../shared/tags/config.ts';
import { UsageFault } from './usage-fault.ts';

const EXAMPLE = 'config/example';

/** The example of the folder one is in, or else the one that comes with the CLI. */
function exampleFolder(): string {
  if (existsSync(EXAMPLE)) return EXAMPLE;
  return relative(process.cwd(), join(import.meta.dirname, '..', EXAMPLE));
}

/** The heading in help of the options that say what a command is about. */
export const WHERE = 'Where:';

/** Adds `--config DIR`, which `BELLTOWER_CONFIG` stands in for. */
export function withConfigOption<C extends Command>(command: C): C {
  const option = new Option('--config <DIR>', 'folder of the configuration')
    .env('BELLTOWER_CONFIG')
    .argParser(folder)
    .helpGroup(WHERE);
  return command.addOption(option.default(exampleFolder(), EXAMPLE));
}

function folder(text: string): string {
  if (text === '') throw new InvalidArgumentError('wanted: a folder with organization.yaml');
  return text;
}

/** The configuration of a folder; warnings go to stderr. @throws UsageFault that lists every fault */
export function loadConfig(dir: string): Config {
  const read = readConfig(dir);
  if (!read.ok) throw new UsageFault(formatFaults(read.faults));
  process.stderr.write(formatFaults(read.warnings).replaceAll(/^(?=.)/gm, 'warning: '));
  return read.config;
}

/** The same, where paging is needed. @throws UsageFault */
export function loadPagingConfig(dir: string): PagingConfig {
  const { organization, paging } = loadConfig(dir);
  if (paging === undefined)
    throw new UsageFault(`${dir}: paging is off; wanted: a file paging.yaml in this folder`);
  return { organization, paging };
}

/** The same, where the tag policy is needed. @throws UsageFault */
export function loadTagsConfig(dir: string): TagsConfig {
  const { organization, tags } = loadConfig(dir);
  if (tags === undefined)
    throw new UsageFault(`${dir}: there is no tag policy; wanted: a file tags.yaml in this folder`);
  return { organization, tags };
}

/** The same, where the rules of retention are needed. @throws UsageFault */
export function loadLogsConfig(dir: string): LogsConfig {
  const { organization, logs } = loadConfig(dir);
  if (logs === undefined)
    throw new UsageFault(`${dir}: there are no rules of retention; wanted: a file logs.yaml in this folder`);
  return { organization, logs };
}

/** The same, where the data map is needed. @throws UsageFault */
export function loadPrivacyConfig(dir: string): PrivacyConfig {
  const { organization, privacy } = loadConfig(dir);
  if (privacy === undefined)
    throw new UsageFault(`${dir}: there is no data map; wanted: a file privacy.yaml in this folder`);
  return { organization, privacy };
}
