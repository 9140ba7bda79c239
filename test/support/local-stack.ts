import type { TestProject } from 'vitest/node';
import { fictionalContacts } from '../../local/contacts.ts';
import { assemblyFolder } from '../../local/deploy.ts';
import { Lifetime } from '../../local/lifetime.ts';
import { readLocalConfig } from '../../local/local-config.ts';
import { openLocalStack } from '../../local/local-stack.ts';
import { seedContacts } from '../../local/seed-contacts.ts';
import type { StackOutputs } from '../../local/stack-outputs.ts';

/** What tests are told of the stack they run on: `inject('localStack')`. */
export interface ProvidedStack {
  /** Where the emulator answers as AWS; also where it shows what it caught. */
  readonly url: string;
  readonly outputs: StackOutputs;
  /** Where Cost Explorer's stand-in answers, and is controlled. */
  readonly costExplorer: string;
  /** The synthesized app that is deployed. */
  readonly assembly: string;
  /** The emulator's log, for the message of a test that fails. */
  readonly log: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    localStack: ProvidedStack;
  }
}

interface Shared {
  readonly lifetime: Lifetime;
  readonly stack: Promise<ProvidedStack>;
}

/**
 * The real stack, freshly deployed and with contacts but without incidents, in an emulator of our own. A deployment of
 * the same source that an earlier run has kept is used again.
 */
export async function startLocalStack(lifetime: Lifetime): Promise<ProvidedStack> {
  const { emulator, instance, outputs, costExplorer } = await openLocalStack({
    lifetime,
    say: (stage) => console.error(`local stack: ${stage}`),
  });
  await seedContacts(emulator.url, outputs, fictionalContacts(readLocalConfig().organization));
  return {
    url: emulator.url,
    outputs,
    costExplorer,
    assembly: assemblyFolder(instance),
    log: emulator.log,
  };
}

/**
 * Vitest's global set-up of the projects that need a deployed stack: one for all of them, so that `iam` finds the calls
 * which the functions made under `integration`.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { lifetime, stack } = sharedStack();
  try {
    project.provide('localStack', await stack);
  } catch (error) {
    await lifetime.end();
    throw error;
  }
  return () => lifetime.end();
}

const SHARED = Symbol.for('belltower.local-stack');

/** Each project loads this module anew, so what they share hangs on the process. */
function sharedStack(): Shared {
  const place = globalThis as { [SHARED]?: Shared }; // the symbol is ours
  if (place[SHARED] !== undefined) return place[SHARED];
  const lifetime = new Lifetime();
  const end = () => void lifetime.end();
  process.once('SIGINT', end).once('SIGTERM', end);
  place[SHARED] = { lifetime, stack: startLocalStack(lifetime) };
  return place[SHARED];
}
