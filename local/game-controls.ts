import { DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { ListExecutionsCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { PurgeQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { localClientConfig } from './aws-environment.ts';
import { LocalFault } from './local-fault.ts';
import type { StackOutputs } from './stack-outputs.ts';
import { physicalId } from './stack-resources.ts';

const Mappings = z.object({ EventSourceMappings: z.array(z.object({ UUID: z.string() })) });

/** The hands of a game day: what they do to the deployed stack, and how they undo it. */
export class GameControls {
  readonly #url: string;
  readonly #ids: ReadonlyMap<string, string>;
  readonly #outputs: StackOutputs;
  readonly #kms: KMSClient;
  readonly #queues: SQSClient;
  readonly #workflows: SFNClient;

  constructor(url: string, ids: ReadonlyMap<string, string>, outputs: StackOutputs) {
    const aws = localClientConfig(url);
    this.#url = url;
    this.#ids = ids;
    this.#outputs = outputs;
    this.#kms = new KMSClient(aws);
    this.#queues = new SQSClient(aws);
    this.#workflows = new SFNClient(aws);
  }

  /** As its schedule does. @throws LocalFault when it fails */
  async invoke(construct: 'PagingHeartbeatRaiseHeartbeat' | 'PagingSweeperSweepLadders'): Promise<void> {
    const name = physicalId(this.#ids, `${construct}Function`);
    const answer = await this.#lambda(`functions/${name}/invocations`, 'POST', '{}');
    if (answer.headers.has('x-amz-function-error'))
      throw new LocalFault(`${construct} failed: ${await answer.text()}`);
  }

  /** Whether the function that sends pages takes any from its queue. */
  async work(enabled: boolean): Promise<void> {
    const name = physicalId(this.#ids, 'PagingDeliveryDeliverPagesFunction');
    const found = await this.#lambda(`event-source-mappings/?FunctionName=${name}`, 'GET');
    for (const { UUID } of Mappings.parse(await found.json()).EventSourceMappings)
      await this.#lambda(`event-source-mappings/${UUID}`, 'PUT', JSON.stringify({ Enabled: enabled }));
  }

  /** Whether KMS signs page links or refuses every call for it. */
  async signLinks(enabled: boolean): Promise<void> {
    const KeyId = this.#outputs.LinkKeyId;
    await this.#kms.send(enabled ? new EnableKeyCommand({ KeyId }) : new DisableKeyCommand({ KeyId }));
  }

  /** A message that nobody can read, on the intake queue. */
  async garble(): Promise<void> {
    await this.#queues.send(
      new SendMessageCommand({ QueueUrl: this.#outputs.IntakeQueueUrl, MessageBody: 'not json' }),
    );
  }

  async emptyIntakeDeadLetters(): Promise<void> {
    await this.#queues.send(new PurgeQueueCommand({ QueueUrl: this.#outputs.IntakeDlqUrl }));
  }

  /** Ends every timer there is. Resolves with how many. */
  async stopTimers(): Promise<number> {
    const { executions = [] } = await this.#workflows.send(
      new ListExecutionsCommand({ stateMachineArn: this.#outputs.LadderArn, statusFilter: 'RUNNING' }),
    );
    for (const { executionArn } of executions)
      await this.#workflows.send(new StopExecutionCommand({ executionArn }));
    return executions.length;
  }

  /** There is no SDK client for Lambda in this project, and nothing else needs one. */
  async #lambda(path: string, method: string, body?: string): Promise<Response> {
    const answer = await fetch(`${this.#url}/2015-03-31/${path}`, {
      method,
      ...(body === undefined ? {} : { body }),
    });
    if (!answer.ok) throw new LocalFault(`Lambda answered ${method} ${path} with ${answer.status}`);
    return answer;
  }
}
