import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stateFolder } from './emulator.ts';
import type { Instance } from './instance.ts';

/**
 * The emulator's state as it was right after the deployment, kept so that the next start finds the stack deployed and
 * nothing else: no incident of an earlier run, whatever became of it.
 */
const baselineOf = (instance: Instance) => join(instance.dir, 'baseline');
const HASH_FILE = 'source-hash';

/** Puts the state in place that the emulator will load: the baseline of exactly this source, else none. */
export async function restoreBaseline(instance: Instance, hash: string): Promise<boolean> {
  const state = stateFolder(instance);
  const kept = join(baselineOf(instance), HASH_FILE);
  await rm(state, { recursive: true, force: true });
  if (!existsSync(kept) || readFileSync(kept, 'utf8') !== hash) return false;
  await cp(baselineOf(instance), state, { recursive: true });
  return true;
}

/** Forgets what was kept and what the emulator would load. */
export async function dropBaseline(instance: Instance): Promise<void> {
  await rm(baselineOf(instance), { recursive: true, force: true });
  await rm(stateFolder(instance), { recursive: true, force: true });
}

/** Keeps the state that a stopped emulator has saved. */
export async function saveBaseline(instance: Instance, hash: string): Promise<void> {
  const draft = `${baselineOf(instance)}.draft`;
  await rm(draft, { recursive: true, force: true });
  await cp(stateFolder(instance), draft, { recursive: true });
  writeFileSync(join(draft, HASH_FILE), hash);
  await rm(baselineOf(instance), { recursive: true, force: true });
  await rename(draft, baselineOf(instance));
}
