import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ExpectationFailed, until } from './expectation.ts';

/** An execution that is to be started. */
export interface ExecutionOrder {
  /** What it does, in words for whoever reads that it went wrong. */
  readonly what: string;
  readonly stateMachineArn: string;
  readonly input: object;
  /** In milliseconds, from when it has been started. */
  readonly within: number;
}

/** How an execution ended: with an output if it has SUCCEEDED, with why if not; what it has not is empty. */
export interface EndedExecution {
  readonly status: string;
  readonly output: string;
  readonly why: string;
}

/** Starts an execution and waits for its end. @throws ExpectationFailed where it has none in time; the signal's reason */
export async function endedExecution(
  workflows: SFNClient,
  { what, stateMachineArn, input, within }: ExecutionOrder,
  signal = new AbortController().signal,
): Promise<EndedExecution> {
  const { executionArn } = await workflows.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  let ended: EndedExecution | undefined;
  await until(Date.now() + within, signal, async () => {
    const {
      status = 'unknown',
      output = '',
      error,
      cause,
    } = await workflows.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') ended = { status, output, why: [error, cause].filter(Boolean).join(': ') };
    return ended !== undefined;
  });
  if (ended === undefined)
    throw new ExpectationFailed(`${what} has not ended within ${within / 1000} s: ${executionArn}`);
  return ended;
}

/** What an execution puts out. @throws ExpectationFailed where it does not succeed, in time; the signal's reason */
export async function outputOf(
  workflows: SFNClient,
  order: ExecutionOrder,
  signal: AbortSignal,
): Promise<string> {
  const { status, output, why } = await endedExecution(workflows, order, signal);
  if (status !== 'SUCCEEDED') throw new ExpectationFailed(`${order.what} ended as ${status}: ${why}`);
  return output;
}
