import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import type { ErasureInput } from './erasure-input.ts';

/** Starts the execution that acts for a case. */
export interface ErasureTimer {
  /** Once for each run of a case, however often it is called. */
  start(input: ErasureInput): Promise<void>;
}

/**
 * Executions of this state machine, named `<case>-<run>`: Step Functions takes a name once.
 * @throws the SDK's error when the execution could not be started; the watch then starts a later one.
 */
export function erasureTimer(
  stateMachineArn: string,
  client = logCalls(new SFNClient(clientOptions())),
): ErasureTimer {
  return {
    async start({ caseId, run }) {
      try {
        await client.send(
          new StartExecutionCommand({
            stateMachineArn,
            name: `${caseId}-${run}`,
            input: JSON.stringify({ caseId, run }),
          }),
        );
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },
  };
}
