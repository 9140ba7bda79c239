import { Listr, type ListrTask } from 'listr2';

/** A list of tasks done one after another, with a spinner in a terminal and plain lines elsewhere. */
export function progressList<Context>(tasks: ListrTask<Context>[], context: Context, exitOnError: boolean) {
  return new Listr<Context>(tasks, {
    ctx: context,
    exitOnError,
    registerSignalListeners: false,
    fallbackRenderer: 'simple',
    rendererOptions: { showErrorMessage: !exitOnError, collapseErrors: false },
  });
}
