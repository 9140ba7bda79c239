import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LOCAL_ACCOUNT, LOCAL_REGION, localAwsEnvironment } from './aws-environment.ts';
import type { Emulator } from './emulator.ts';
import type { Instance } from './instance.ts';
import type { Lifetime } from './lifetime.ts';
import { LOCAL_CONFIG, readLocalConfig } from './local-config.ts';
import { LocalFault } from './local-fault.ts';
import { publishNewsletterQueue } from './newsletter.ts';
import { ROOT } from './places.ts';
import { runCommand } from './run-command.ts';
import { deploySpokes, memberCells, spokeTemplate } from './spokes.ts';
import { describeStack, SOURCE_TAG, STACK, type StackOutputs } from './stack-outputs.ts';

const CDK = join(ROOT, 'node_modules/aws-cdk/bin/cdk');

/** What, besides the sources, the synthesized app depends on. */
export function appContext(port: number): readonly string[] {
  return [
    'local=true',
    `spoke=${LOCAL_ACCOUNT}`,
    `config=${LOCAL_CONFIG}`,
    `pageUrl=http://127.0.0.1:${port}`,
  ];
}

/** Where the synthesized app is. */
export function assemblyFolder(instance: Instance): string {
  return join(instance.dir, 'cdk.out');
}

/** Brings the real app into an empty emulator by the real CDK: bootstrap beside synth, then deploy. */
export async function deployApp(
  instance: Instance,
  emulator: Emulator,
  hash: string,
  lifetime: Lifetime,
  say: (stage: string) => void,
): Promise<StackOutputs> {
  const log = join(instance.dir, 'deploy.log');
  await rm(log, { force: true });
  const cdk = (what: string, cwd: string, args: string[], logFile: string) =>
    runCommand(
      {
        what,
        file: process.execPath,
        args: [CDK, ...args, '--no-notices', '--no-color'],
        cwd,
        env: localAwsEnvironment(emulator.url),
        log: logFile,
      },
      lifetime,
    );

  say('cdk synth, cdk bootstrap');
  const assembly = assemblyFolder(instance);
  const bootstrapLog = join(instance.dir, 'bootstrap.log');
  await rm(bootstrapLog, { force: true });
  // From a folder without cdk.json: with an app, bootstrap would synthesize it once more, and without its bundles.
  const bootstrap = cdk(
    'cdk bootstrap',
    instance.dir,
    ['bootstrap', `aws://${LOCAL_ACCOUNT}/${LOCAL_REGION}`],
    bootstrapLog,
  );
  const synth = async () => {
    const made = join(assembly, SOURCE_TAG);
    if (existsSync(made) && readFileSync(made, 'utf8') === hash) return;
    await rm(assembly, { recursive: true, force: true });
    const context = appContext(instance.port).flatMap((value) => ['--context', value]);
    await cdk('cdk synth', ROOT, ['synth', '--quiet', '--output', assembly, ...context], log);
    writeFileSync(made, hash);
  };
  const outcomes = await Promise.allSettled([synth(), bootstrap, publishNewsletterQueue(emulator.url)]);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;

  say('cdk deploy');
  await cdk(
    'cdk deploy',
    instance.dir,
    [
      'deploy',
      STACK,
      '--app',
      assembly,
      '--require-approval',
      'never',
      '--method',
      'direct',
      '--progress',
      'events',
      '--tags',
      `${SOURCE_TAG}=${hash}`,
    ],
    log,
  );
  const stack = await describeStack(emulator.url);
  if (stack?.complete !== true) throw new LocalFault(`the stack ${STACK} is not there after cdk deploy`, log);
  say('member accounts');
  await deploySpokes(emulator.url, spokeTemplate(assembly), memberCells(readLocalConfig().organization));
  return stack.outputs;
}

/** The outputs of the stack if the emulator has exactly the one made from this source, deployed completely. */
export async function deployedAlready(emulator: Emulator, hash: string): Promise<StackOutputs | undefined> {
  const stack = await describeStack(emulator.url);
  return stack?.complete === true && stack.source === hash ? stack.outputs : undefined;
}
