import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { localClientConfig } from '../../local/aws-environment.ts';

/** The environment variables of a deployed function, which a test adds to for a while. */
export class FunctionVariables {
  readonly #lambda: LambdaClient;
  readonly #functionName: string;
  #before: Record<string, string> | undefined;

  constructor(url: string, functionName: string) {
    this.#lambda = new LambdaClient(localClientConfig(url));
    this.#functionName = functionName;
  }

  async add(variables: Readonly<Record<string, string>>): Promise<void> {
    const { Environment } = await this.#lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: this.#functionName }),
    );
    this.#before = Environment?.Variables ?? {};
    await this.#set({ ...this.#before, ...variables });
  }

  /** As they were; nothing where nothing was added. */
  async restore(): Promise<void> {
    if (this.#before !== undefined) await this.#set(this.#before);
    this.#before = undefined;
  }

  async #set(Variables: Record<string, string>): Promise<void> {
    await this.#lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: this.#functionName,
        Environment: { Variables },
      }),
    );
  }
}
