import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { joinErasure } from '../shared/privacy/join-erasure.ts';
import type { EraseAnswer } from '../shared/privacy/progress.ts';
import { LOCAL_ACCOUNT, localClientConfig } from './aws-environment.ts';
import { ignoring } from './ignoring.ts';

/** Where config/local/privacy.yaml looks for the queue. */
const ADDRESS = '/acme/newsletter/erasure-queue';
const QUEUE = 'acme-newsletter-erasure';
const SUBSCRIBERS = 'acme-subscribers';
const MOST_MESSAGES = 10;
const WAIT_SECONDS = 2;

/** Puts the address of the queue where the data map says that it is: a deployment reads it. */
export async function publishNewsletterQueue(url: string): Promise<void> {
  const Value = `${url}/${LOCAL_ACCOUNT}/${QUEUE}`;
  const ssm = new SSMClient(localClientConfig(url));
  await ssm.send(new PutParameterCommand({ Name: ADDRESS, Value, Type: 'String', Overwrite: true }));
}

/** How the service calls back. */
export type CallBack = NonNullable<Parameters<typeof joinErasure>[1]>;

/**
 * A service of the organization that has data of its own and joins erasure by its queue, as any team would: it takes
 * commands, does them, and calls the API back.
 */
export class Newsletter {
  readonly #documents: DynamoDBDocumentClient;
  readonly #tables: DynamoDBClient;
  readonly #queues: SQSClient;
  readonly #queueUrl: string;
  /** What it has answered to which command: told again, it says the same, and not that there was nothing. */
  readonly #said = new Map<string, EraseAnswer>();

  constructor(url: string, documents: DynamoDBDocumentClient) {
    const aws = localClientConfig(url);
    this.#documents = documents;
    this.#tables = new DynamoDBClient(aws);
    this.#queues = new SQSClient(aws);
    this.#queueUrl = `${url}/${LOCAL_ACCOUNT}/${QUEUE}`;
  }

  /** Makes its table and its queue where they are not there. */
  async make(): Promise<void> {
    await this.#queues.send(
      new CreateQueueCommand({ QueueName: QUEUE, Attributes: { VisibilityTimeout: '5' } }),
    );
    await ignoring('ResourceInUseException', () =>
      this.#tables.send(
        new CreateTableCommand({
          TableName: SUBSCRIBERS,
          BillingMode: 'PAY_PER_REQUEST',
          KeySchema: [{ AttributeName: 'email', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'email', AttributeType: 'S' }],
        }),
      ),
    );
  }

  async subscribe(email: string, name: string): Promise<void> {
    await this.#documents.send(new PutCommand({ TableName: SUBSCRIBERS, Item: { email, name } }));
  }

  /** The subscription of an address, as text. */
  async of(email: string): Promise<string[]> {
    const { Item } = await this.#documents.send(
      new GetCommand({ TableName: SUBSCRIBERS, Key: { email }, ConsistentRead: true }),
    );
    return Item === undefined ? [] : [JSON.stringify(Item)];
  }

  /** Takes commands until the signal. @param callBack how it answers, by default over HTTP */
  async serve(signal: AbortSignal, callBack?: CallBack): Promise<void> {
    const take = joinErasure(
      {
        erase: async ({ identities, idempotencyKey }) => {
          const said = this.#said.get(idempotencyKey);
          if (said !== undefined) return said;
          const gone = await Promise.all((identities['email'] ?? []).map((email) => this.#remove(email)));
          const count = gone.filter(Boolean).length;
          const answer: EraseAnswer = count === 0 ? { answer: 'none' } : { answer: 'done', count };
          this.#said.set(idempotencyKey, answer);
          return answer;
        },
        verify: async ({ identities }) => {
          const found = await Promise.all((identities['email'] ?? []).map((email) => this.of(email)));
          const count = found.flat().length;
          return count === 0 ? { answer: 'empty' } : { answer: 'residue', count };
        },
      },
      callBack,
    );
    const QueueUrl = this.#queueUrl;
    while (!signal.aborted) {
      const { Messages = [] } = await this.#queues.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: MOST_MESSAGES,
          WaitTimeSeconds: WAIT_SECONDS,
        }),
      );
      for (const { Body = '', ReceiptHandle } of Messages) {
        // What could not be done stays in the queue, and is delivered again.
        const done = await take(JSON.parse(Body)).then(
          () => true,
          () => false,
        );
        if (done) await this.#queues.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  }

  async #remove(email: string): Promise<boolean> {
    const { Attributes } = await this.#documents.send(
      new DeleteCommand({ TableName: SUBSCRIBERS, Key: { email }, ReturnValues: 'ALL_OLD' }),
    );
    return Attributes !== undefined;
  }
}
