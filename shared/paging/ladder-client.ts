import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { IncidentId } from '../kernel/ids.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';

/** What a ladder's workflow is started with: ids only. Pages of passes before this one are of no more interest. */
export const LadderInput = z.object({
  incidentId: IncidentId,
  clock: z.int().min(1),
  run: z.int().min(1),
  pass: z.int().min(0).default(0),
});
export type LadderInput = z.infer<typeof LadderInput>;

/** Starts the timer of a ladder. */
export interface LadderTimer {
  /** Once for each clock of an incident, however often it is called. */
  start(input: z.input<typeof LadderInput>): Promise<void>;
}

/**
 * Timers are executions of this state machine, named `<incident>-<clock>`: Step Functions takes a name once.
 * @throws the SDK's error when the execution could not be started; the sweeper then starts a later one.
 */
export function ladderTimer(
  stateMachineArn: string,
  client = logCalls(new SFNClient(clientOptions())),
): LadderTimer {
  return {
    async start(input) {
      try {
        await client.send(
          new StartExecutionCommand({
            stateMachineArn,
            name: `${input.incidentId}-${input.clock}`,
            input: JSON.stringify(input),
          }),
        );
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },
  };
}
