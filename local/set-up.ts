import type { Contact } from '../shared/paging/contact.ts';
import type { Lifetime } from './lifetime.ts';
import { type LocalStack, type OpenEmulator, openEmulator, openStack } from './local-stack.ts';
import { progressList } from './progress.ts';
import { findPython, pythonWith } from './python-venv.ts';
import { seedContacts } from './seed-contacts.ts';

interface Done {
  python?: string;
  opened?: OpenEmulator;
  stack?: LocalStack;
}

type Work = (context: Done, task: { title: string; output: string }) => Promise<void>;

/** From nothing to the deployed stack with contacts in it, with a progress list. */
export async function setUp(
  lifetime: Lifetime,
  port: number | undefined,
  contacts: readonly Contact[],
): Promise<LocalStack> {
  const done: Done = {};
  let fault: unknown;
  // The list would print the error as well, and cut it: whoever called us says it, once.
  const quietly =
    (work: Work): Work =>
    async (context, task) => {
      try {
        await work(context, task);
      } catch (error) {
        fault = error;
        throw new Error('');
      }
    };
  const opening = (task: { output: string }) => ({
    lifetime,
    port,
    say: (stage: string) => {
      task.output = stage;
    },
  });
  const list = progressList<Done>(
    [
      {
        title: 'Node and Python',
        task: quietly(async (_, task) => {
          task.title = `Node ${process.versions.node}, ${findPython()}`;
        }),
      },
      {
        title: 'Emulator (MiniStack)',
        task: quietly(async (context, task) => {
          context.python = await pythonWith('emulator', lifetime, opening(task).say);
          context.opened = await openEmulator(context.python, opening(task));
          task.title = `Emulator at ${context.opened.emulator.url}`;
        }),
      },
      {
        title: 'Belltower stack',
        task: quietly(async (context, task) => {
          context.stack = await openStack(present(context.opened), opening(task));
          task.title = context.stack.deployedNow
            ? 'Belltower stack deployed'
            : 'Belltower stack is deployed already';
        }),
      },
      {
        title: `Contacts of ${contacts.length} people`,
        task: quietly(async (context) => {
          const { emulator, outputs } = present(context.stack);
          await seedContacts(emulator.url, outputs, contacts);
        }),
      },
    ],
    done,
    true,
  );
  await list.run().catch(() => undefined);
  if (fault !== undefined) throw fault;
  return present(done.stack);
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('an earlier step of the set-up has not been done');
  return value;
}
