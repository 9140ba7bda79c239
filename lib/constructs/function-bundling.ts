import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Stage } from 'aws-cdk-lib';
import { type BundlingOptions, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';

/**
 * The project's root: entries, the lock file and esbuild are found from here whatever the working directory
 * is.
 */
export const PROJECT_ROOT = resolve(import.meta.dirname, '../..');

const CREDENTIALS = join(PROJECT_ROOT, 'shared/runtime/function-credentials.ts');

/**
 * How every function is bundled: one ESM file with the SDK in it (a bundled SDK starts faster than the
 * runtime's copy), minified, its source map beside it and not linked, and `config.json` beside both.
 * @param config what the function is shipped with; must survive JSON.
 * @param eventStreams whether a client of the function needs the SDK's event streams to be loaded at all.
 * @param files what is copied beside the bundle as it is: paths from the project's root.
 */
export function functionBundling(
  scope: Construct,
  config: object,
  eventStreams: boolean,
  files: readonly string[] = [],
): BundlingOptions {
  const configFile = stageConfig(scope, JSON.stringify(config));
  return {
    format: OutputFormat.ESM,
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    sourceMap: true,
    sourceMapMode: SourceMapMode.EXTERNAL,
    // Most clients load it only when an operation streams events, which none of ours does: 20 KB.
    externalModules: eventStreams ? [] : ['@smithy/core/event-streams'],
    // Inside a function the credentials are always in the environment; the other providers are 120 KB.
    esbuildArgs: { '--alias:@aws-sdk/credential-provider-node': CREDENTIALS },
    commandHooks: {
      beforeBundling: () => [],
      beforeInstall: () => [],
      afterBundling: (_inputDir, outputDir) => [
        `cp '${configFile}' '${outputDir}/config.json'`,
        ...files.map((file) => `cp '${join(PROJECT_ROOT, file)}' '${outputDir}/'`),
      ],
    },
  };
}

/**
 * Puts the config into the assembly, named by its content, since a command line is too short for a large one.
 */
function stageConfig(scope: Construct, json: string): string {
  const directory = resolve(Stage.of(scope)?.assetOutdir ?? 'cdk.out');
  const file = join(directory, `config.${createHash('sha256').update(json).digest('hex').slice(0, 16)}.json`);
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, json);
  return file;
}
