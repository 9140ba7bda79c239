import { ExecutionAlreadyExists, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { AppError } from '../../shared/kernel/errors.ts';
import type { LadderStep } from '../../shared/paging/act-on-ladder.ts';
import { LadderInput } from '../../shared/paging/ladder-client.ts';
import { UnknownExpression } from './dynamo-expressions.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface PlayedWorkflowOptions {
  readonly time: VirtualTime;
  readonly chance: () => number;
  readonly act: (input: LadderInput) => Promise<LadderStep>;
  readonly send: (body: string) => void;
}

/** The state machine of `lib/paging/ladder-definition.ts`: Act with its retries, Dispatch, Wait, Act. */
export class PlayedWorkflow {
  /** By name, of every execution ever started: names are never free again. */
  readonly executions = new Map<string, { readonly input: string; running: boolean; failed: boolean }>();
  readonly #options: PlayedWorkflowOptions;

  constructor(options: PlayedWorkflowOptions) {
    this.#options = options;
  }

  /** `StartExecution` of a standard workflow. */
  start(command: unknown): { executionArn: string } {
    if (!(command instanceof StartExecutionCommand)) throw new UnknownExpression('command');
    const { name = '', input = '' } = command.input;
    const known = this.executions.get(name);
    if (known?.running === true && known.input === input) return { executionArn: name };
    if (known !== undefined)
      throw new ExecutionAlreadyExists({ $metadata: {}, message: 'Execution Already Exists' });
    this.executions.set(name, { input, running: true, failed: false });
    void this.#run(name, LadderInput.parse(JSON.parse(input)));
    return { executionArn: name };
  }

  async #run(name: string, input: LadderInput): Promise<void> {
    const { time, chance, send } = this.#options;
    const execution = this.executions.get(name);
    if (execution === undefined) return;
    let from: Pick<LadderStep, 'run' | 'pass'> = { run: input.run, pass: 0 };
    for (;;) {
      await time.pass(20 + 80 * chance());
      const step = await this.#act({ ...input, ...from });
      if (step !== undefined) from = { run: step.run, pass: step.pass };
      if (step === undefined) execution.failed = true;
      for (const order of step?.dispatch ?? []) send(JSON.stringify(order));
      if (step?.wakeAt === undefined || step.done) break;
      await time.until(step.wakeAt);
    }
    execution.running = false;
  }

  async #act(input: LadderInput): Promise<LadderStep | undefined> {
    const { time, chance, act } = this.#options;
    for (let retry = 0; retry <= 20; retry++) {
      try {
        return await act(input);
      } catch (error) {
        if (error instanceof AppError && !error.retryable) {
          if (retry === 2) return undefined;
          await time.pass(10_000 * 2 ** retry);
          continue;
        }
        if (chance() < 0.5) await time.pass(60_000); // it did not fail but hang, and the task timed out
        await time.pass(chance() * Math.min(60_000, 1_000 * 2 ** retry));
      }
    }
    return undefined;
  }
}
