import { randomUUID } from 'node:crypto';
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { ignoring } from '../../local/ignoring.ts';
import { heldAt, stateNames, workflowOf } from './held-workflow.ts';
import { until } from './until.ts';

const MOST_MESSAGES = 10;
const WITHIN = 90_000;
/** Whether a case is over is asked about once a second, so that asking takes nobody's time. */
const LOOKS = 10;

/** Executions of a deployed workflow's own definition, each of which is held at one of its states and then stopped. */
export class HeldExecutions {
  readonly #workflows: SFNClient;
  readonly #queues: SQSClient;
  readonly #arn: string;
  readonly #machines = new Map<string, string>();
  readonly #held = new Set<string>();
  readonly #over = new AbortController();
  #definition = '';
  #queueUrl = '';

  constructor(workflows: SFNClient, queues: SQSClient, arn: string) {
    this.#workflows = workflows;
    this.#queues = queues;
    this.#arn = arn;
  }

  /** The states that the deployed definition has. */
  get states(): readonly string[] {
    return [...this.#machines.keys()];
  }

  async begin(): Promise<void> {
    const { roleArn, definition = '' } = await this.#workflows.send(
      new DescribeStateMachineCommand({ stateMachineArn: this.#arn }),
    );
    this.#definition = definition;
    const name = `held-${randomUUID()}`;
    const { QueueUrl = '' } = await this.#queues.send(new CreateQueueCommand({ QueueName: name }));
    this.#queueUrl = QueueUrl;
    for (const [place, state] of stateNames(workflowOf(definition)).entries()) {
      const { stateMachineArn = '' } = await this.#workflows.send(
        new CreateStateMachineCommand({ name: `${name}-${place}`, roleArn, definition: this.#heldAt(state) }),
      );
      this.#machines.set(state, stateMachineArn);
    }
    void this.#listen();
  }

  async end(): Promise<void> {
    this.#over.abort();
    for (const stateMachineArn of this.#machines.values())
      await this.#workflows.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await this.#queues.send(new DeleteQueueCommand({ QueueUrl: this.#queueUrl }));
  }

  /** Whatever is started by the deployed workflow from now on is held where it begins, or is no more. */
  async holdTheDeployed(held: boolean): Promise<void> {
    const { StartAt } = workflowOf(this.#definition);
    const definition = held ? this.#heldAt(StartAt) : this.#definition;
    await this.#workflows.send(new UpdateStateMachineCommand({ stateMachineArn: this.#arn, definition }));
  }

  /**
   * Runs an execution until it enters the state, and stops it there; or until `isOver`, and stops it then.
   * @returns whether it came to the state
   */
  async stopAt(
    state: string,
    { name, input, isOver }: { name: string; input: object; isOver: () => Promise<boolean> },
  ): Promise<boolean> {
    const { executionArn } = await this.#workflows.send(
      new StartExecutionCommand({
        stateMachineArn: this.#machines.get(state),
        name,
        input: JSON.stringify(input),
      }),
    );
    let looks = 0;
    const look = async () =>
      this.#held.has(name) || (looks++ % LOOKS === LOOKS - 1 && (await isOver())) || undefined;
    await until(`${name} comes to ${state}`, look, WITHIN);
    // One that another has taken the case from has ended by itself.
    await ignoring('ValidationException', () =>
      this.#workflows.send(new StopExecutionCommand({ executionArn })),
    );
    return this.#held.has(name);
  }

  #heldAt(state: string): string {
    return JSON.stringify(heldAt(workflowOf(this.#definition), state, this.#queueUrl));
  }

  async #listen(): Promise<void> {
    const QueueUrl = this.#queueUrl;
    while (!this.#over.signal.aborted) {
      const { Messages = [] } = await this.#queues.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: MOST_MESSAGES, WaitTimeSeconds: 1 }),
      );
      if (Messages.length === 0) continue;
      for (const { Body = '' } of Messages) this.#held.add(Body);
      const Entries = Messages.map(({ ReceiptHandle }, place) => ({ Id: `m${place}`, ReceiptHandle }));
      await this.#queues.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  }
}
