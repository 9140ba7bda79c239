import { dropBaseline, restoreBaseline, saveBaseline } from './baseline.ts';
import { startExampleReplay } from './cost-explorer/example-replay.ts';
import { appContext, deployApp, deployedAlready } from './deploy.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { type Instance, takeInstance } from './instance.ts';
import type { Lifetime } from './lifetime.ts';
import { readLocalCost } from './local-config.ts';
import { pythonWith } from './python-venv.ts';
import { sourceHash } from './source-hash.ts';
import type { StackOutputs } from './stack-outputs.ts';

/** The real stack, deployed into an emulator of its own. */
export interface LocalStack {
  readonly instance: Instance;
  readonly emulator: Emulator;
  /** Where Cost Explorer's stand-in answers, and is controlled. */
  readonly costExplorer: string;
  readonly outputs: StackOutputs;
  /** False where an earlier deployment of the same source could be used. */
  readonly deployedNow: boolean;
}

interface Opening {
  readonly lifetime: Lifetime;
  readonly say: (stage: string) => void;
  readonly port?: number | undefined;
}

/** A running emulator that may have the stack, as an earlier run has kept it. */
export interface OpenEmulator {
  readonly python: string;
  readonly instance: Instance;
  readonly emulator: Emulator;
  readonly costExplorer: string;
  readonly restored: boolean;
}

/** Starts an emulator of our own with what an earlier run has deployed, if it was the same source. */
export async function openEmulator(python: string, { lifetime, port }: Opening): Promise<OpenEmulator> {
  const instance = await takeInstance(lifetime, port);
  const restored = await restoreBaseline(instance, hashFor(instance));
  const { organization, cost } = readLocalCost();
  const costExplorer = await startExampleReplay(instance.dir, organization, cost, lifetime);
  const emulator = await startEmulator(python, instance, costExplorer, lifetime);
  return { python, instance, restored, costExplorer, emulator };
}

/**
 * Makes sure the emulator has exactly this source deployed, and no incidents. A fresh deployment is kept for the next
 * start: the emulator saves its state when it stops, so it is stopped once.
 */
export async function openStack(opened: OpenEmulator, { lifetime, say }: Opening): Promise<LocalStack> {
  const { python, instance, restored, costExplorer } = opened;
  const hash = hashFor(instance);
  let emulator = opened.emulator;
  if (restored) {
    const outputs = await deployedAlready(emulator, hash);
    if (outputs !== undefined) return { instance, emulator, costExplorer, outputs, deployedNow: false };
    await emulator.stop();
    await dropBaseline(instance);
    emulator = await startEmulator(python, instance, costExplorer, lifetime);
  }
  await deployApp(instance, emulator, hash, lifetime, say);
  say('keeping the deployment for the next start');
  await emulator.stop();
  lifetime.signal.throwIfAborted();
  await saveBaseline(instance, hash);
  emulator = await startEmulator(python, instance, costExplorer, lifetime);
  const kept = await deployedAlready(emulator, hash);
  if (kept === undefined) throw new Error('the emulator lost the stack when it was restarted');
  return { instance, emulator, costExplorer, outputs: kept, deployedNow: true };
}

/** All of it, for those who need no progress list. */
export async function openLocalStack(opening: Opening): Promise<LocalStack> {
  const python = await pythonWith('emulator', opening.lifetime, opening.say);
  return openStack(await openEmulator(python, opening), opening);
}

function hashFor(instance: Instance): string {
  return sourceHash(appContext(instance.port));
}
