import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { logCalls } from '../../runtime/aws-calls.ts';
import { clientOptions } from '../../runtime/client-options.ts';
import type { FunctionBefore } from './no-concurrency.ts';
import type { Stopper, StopperOptions } from './stopper.ts';

/** Takes functions their concurrency and gives it back. */
export function functionStopper(
  options: StopperOptions,
  lambda = logCalls(new LambdaClient({ ...clientOptions(), ...options })),
): Stopper<FunctionBefore> {
  const reserve = async (FunctionName: string, ReservedConcurrentExecutions: number) => {
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));
  };
  return {
    async look(arn) {
      const { ReservedConcurrentExecutions: reserved } = await lambda.send(
        new GetFunctionConcurrencyCommand({ FunctionName: arn }),
      );
      return { way: 'no-concurrency', reserved: reserved ?? null };
    },
    stop: (arn) => reserve(arn, 0),
    async putBack(arn, { reserved }) {
      if (reserved === null) await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: arn }));
      else await reserve(arn, reserved);
    },
  };
}
