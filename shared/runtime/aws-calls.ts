import { logger } from './telemetry.ts';

/** One permission that a call needed. `resource` is a name, ARN or URL of ours, or `*`; never a phone number or address. */
interface CallPermission {
  readonly action: string;
  readonly resource: string;
}

type Input = Readonly<Record<string, unknown>>;

/** What IAM is asked when this command is sent: a transaction asks once for each of its items, a batch for each table. */
export function permissionsOf(client: string, command: string, input: Input): CallPermission[] {
  const operation = command.replace(/Command$/, '');
  switch (client.replace(/Client$/, '')) {
    case 'DynamoDB':
      return dynamoDb(operation, input);
    case 'SFN':
      return [ask('states', operation, input['stateMachineArn'] ?? input['executionArn'])];
    case 'SQS':
      return [ask('sqs', single(operation), input['QueueUrl'])];
    case 'STS':
      return [ask('sts', operation, input['RoleArn'])];
    case 'SNS':
      return [ask('sns', single(operation), input['TopicArn'] ?? input['TargetArn'])];
    case 'SESv2':
      return [ask('ses', operation, input['EmailIdentity'] ?? senderDomain(input['FromEmailAddress']))];
    case 'KMS':
      return [ask('kms', operation, input['KeyId'])];
    case 'EventBridge':
      if (operation !== 'PutEvents') return [ask('events', operation, input['EventBusName'])];
      return entries(input['Entries']).map(({ EventBusName = 'default' }) =>
        ask('events', operation, EventBusName),
      );
    case 'CostExplorer':
      return [ask('ce', operation, undefined)];
    case 'CloudWatch':
      return [ask('cloudwatch', operation, undefined)];
    case 'ResourceGroupsTaggingAPI':
      return [ask('tag', operation, undefined)];
    case 'IAM': // of a user not the name, which may be a person's
      return [ask('iam', operation, input['RoleName'] ?? input['PolicyArn'])];
    case 'CloudFormation':
      return [ask('cloudformation', operation, input['StackName'])];
    case 'ResourceExplorer2':
      return [ask('resource-explorer-2', operation, undefined)];
    case 'EC2':
      return [ask('ec2', operation, undefined)];
    case 'S3':
      return [ask('s3', operation, [input['Bucket'], input['Key']].join('/'))];
    case 'Lambda':
      return [ask('lambda', operation, input['FunctionName'])];
    case 'ServiceQuotas':
      return [
        ask(
          'servicequotas',
          operation,
          input['QuotaCode'] && [input['ServiceCode'], input['QuotaCode']].join('/'),
        ),
      ];
    default:
      return [ask(client.replace(/Client$/, ''), operation, undefined)];
  }
}

function ask(service: string, action: string, resource: unknown): CallPermission {
  return { action: `${service}:${action}`, resource: typeof resource === 'string' ? resource : '*' };
}

/** A batch is allowed by the name of what it is a batch of. */
function single(operation: string): string {
  return operation.replace(/Batch$/, '');
}

/** The identity a mail is sent as: the domain, since the address before it may be a person's. */
function senderDomain(address: unknown): string | undefined {
  return typeof address === 'string' ? /@([^@>\s]+)>?$/.exec(address)?.[1] : undefined;
}

function dynamoDb(operation: string, input: Input): CallPermission[] {
  if (/^Transact(Write|Get)Items$/.test(operation)) {
    return entries(input['TransactItems']).flatMap((item) =>
      Object.entries(item).map(([kind, of]) => ask('dynamodb', `${kind}Item`, record(of)['TableName'])),
    );
  }
  if (/^Batch(Write|Get)Item$/.test(operation)) {
    return Object.keys(record(input['RequestItems'])).map((table) => ask('dynamodb', operation, table));
  }
  const { TableName, IndexName } = input;
  const index = typeof IndexName === 'string' ? `/index/${IndexName}` : '';
  return [ask('dynamodb', operation, typeof TableName === 'string' ? TableName + index : undefined)];
}

function record(value: unknown): Input {
  return typeof value === 'object' && value !== null ? (value as Input) : {}; // any object can be read by string keys
}

function entries(value: unknown): Input[] {
  return Array.isArray(value) ? value.map(record) : [];
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
  // Every SDK client has one, but its type differs from client to client.
  (client as Listenable).middlewareStack.add(
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
