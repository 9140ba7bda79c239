import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AppError } from '../kernel/errors.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import type { System } from './config.ts';
import { parametersIn, withParameters } from './system-address.ts';

/** The parameter store gives no more at once. */
const MOST_AT_ONCE = 10;

/** Where systems are, as far as the data map leaves it to the parameter store. */
export class SystemAddresses {
  readonly #client: SSMClient;

  constructor(client = logCalls(new SSMClient(clientOptions()))) {
    this.#client = client;
  }

  /** The system with its addresses, as they are now. @throws AppError `target-missing` where there is no such parameter */
  async resolve(system: System): Promise<System> {
    const names = parametersIn(system);
    const values = new Map<string, string>();
    for (let from = 0; from < names.length; from += MOST_AT_ONCE) {
      const { Parameters = [] } = await this.#client.send(
        new GetParametersCommand({ Names: names.slice(from, from + MOST_AT_ONCE) }),
      );
      for (const { Name, Value } of Parameters)
        if (Name !== undefined && Value !== undefined) values.set(Name, Value);
    }
    const resolved = withParameters(system, values);
    if (resolved === undefined)
      throw new AppError('the parameter store does not say where a system is', {
        code: 'target-missing',
        kind: 'not-found',
      });
    return resolved;
  }
}
