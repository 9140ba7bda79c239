import { logger } from './telemetry.ts';

/** One permission that a call needed. `resource` is a name, ARN or URL of ours, or `*`; never a phone number or address. */
export interface CallPermission {
  readonly action: string;
  readonly resource: string;
}

type Input = Readonly<Record<string, unknown>>;

/** What IAM is asked when this command is sent: a transaction asks once for each of its items. */
export function permissionsOf(client: string, command: string, input: Input): CallPermission[] {
  const operation = command.replace(/Command$/, '');
  switch (client.replace(/Client$/, '')) {
    case 'DynamoDB':
    case 'DynamoDBDocument':
      return dynamoDb(operation, input);
    case 'SFN':
      return [{ action: `states:${operation}`, resource: text(input['stateMachineArn']) }];
    case 'SQS':
      return [
        {
          action: `sqs:${operation === 'SendMessageBatch' ? 'SendMessage' : operation}`,
          resource: text(input['QueueUrl']),
        },
      ];
    case 'SNS':
      return [{ action: `sns:${operation}`, resource: text(input['TopicArn']) }];
    case 'SESv2':
      return [{ action: `ses:${operation}`, resource: text(input['FromEmailAddress']).replace(/^.*@/, '') }];
    case 'KMS':
      return [{ action: `kms:${operation}`, resource: text(input['KeyId']) }];
    case 'EventBridge':
      return entries(input['Entries']).map((entry) => ({
        action: `events:${operation}`,
        resource: text(entry['EventBusName']),
      }));
    default:
      return [{ action: `${client}:${operation}`, resource: '*' }];
  }
}

function dynamoDb(operation: string, input: Input): CallPermission[] {
  if (operation === 'TransactWrite' || operation === 'TransactWriteItems') {
    return entries(input['TransactItems']).flatMap((item) =>
      Object.entries(item).map(([kind, write]) => ({
        action: kind === 'ConditionCheck' ? 'dynamodb:ConditionCheckItem' : `dynamodb:${kind}Item`,
        resource: text(record(write)['TableName']),
      })),
    );
  }
  if (operation === 'BatchGet' || operation === 'BatchGetItem') {
    return Object.keys(record(input['RequestItems'])).map((table) => ({
      action: 'dynamodb:BatchGetItem',
      resource: table,
    }));
  }
  const name = operation.endsWith('Item') || operation === 'Query' ? operation : `${operation}Item`;
  const index = typeof input['IndexName'] === 'string' ? `/index/${input['IndexName']}` : '';
  return [{ action: `dynamodb:${name}`, resource: text(input['TableName']) + index }];
}

function record(value: unknown): Input {
  return typeof value === 'object' && value !== null ? (value as Input) : {}; // any object can be read by string keys
}

function entries(value: unknown): Input[] {
  return Array.isArray(value) ? value.map(record) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '*';
}

/** What of an SDK client is needed to listen to its calls. */
interface Listenable {
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: never) => Promise<unknown>,
        context: { clientName?: string; commandName?: string },
      ) => (args: never) => Promise<unknown>,
      options: { step: 'initialize'; name: string },
    ): void;
  };
}

/** Logs every call of the client at DEBUG with the permissions it needs: which is also how IAM is checked against use. */
export function logCalls<C>(client: C): C {
  (client as Listenable).middlewareStack.add(
    // every SDK client has one, but its type differs from client to client
    (next, { clientName, commandName }) =>
      async (args) => {
        const { input } = args as { input: Input }; // what the SDK hands to the initialize step
        logger.debug('aws-call', {
          permissions: permissionsOf(clientName ?? '', commandName ?? '', input).map((p) => ({ ...p })),
        });
        return next(args);
      },
    { step: 'initialize', name: 'logCalls' },
  );
  return client;
}
