import { logger } from './telemetry.ts';

/** One permission that a call needed. `resource` is a name, ARN or URL of ours, or `*`; never a phone number or address. */
interface CallPermission {
  readonly action: string;
  readonly resource: string;
  /** Of a call to KMS: the names in its encryption context, by which some roles are bounded. Never a value. */
  readonly context?: readonly string[];
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
      return [kms(operation, input)];
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
    case 'AutoScaling':
      return [ask('autoscaling', operation, undefined)];
    case 'CloudWatchLogs':
      return [ask('logs', operation, input['resourceArn'] ?? input['logGroupName'])];
    case 'S3':
      return s3(operation, input);
    case 'SSM':
      return names(input['Names']).map((name) => ask('ssm', operation, `parameter${name}`));
    case 'CognitoIdentityProvider':
      return [ask('cognito-idp', operation, input['UserPoolId'])];
    case 'RDS':
      return [ask('rds', operation, input['DBInstanceIdentifier'] ?? input['DBClusterIdentifier'])];
    case 'ECS':
      return [ask('ecs', operation, input['service'])];
    case 'RDSData':
      return [ask('rds-data', operation, input['resourceArn'])];
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

function kms(operation: string, { KeyId, EncryptionContext }: Input): CallPermission {
  const asked = ask('kms', operation, KeyId);
  const context = Object.keys(record(EncryptionContext)).sort();
  return context.length === 0 ? asked : { ...asked, context };
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

/** Operations of S3 on a bucket as a whole, and what they are allowed by. */
const BUCKET_ACTIONS: Readonly<Record<string, string>> = {
  ListObjectVersions: 'ListBucketVersions',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
  GetBucketPolicy: 'GetBucketPolicy',
  PutBucketPolicy: 'PutBucketPolicy',
  DeleteBucketPolicy: 'DeleteBucketPolicy',
};

/** To delete versions one must be allowed to delete objects too. */
function s3(operation: string, { Bucket, Key }: Input): CallPermission[] {
  const action = BUCKET_ACTIONS[operation];
  if (action !== undefined) return [ask('s3', action, Bucket)];
  const actions = /^DeleteObjects?$/.test(operation) ? ['DeleteObject', 'DeleteObjectVersion'] : [operation];
  return actions.map((one) => ask('s3', one, [Bucket, Key].join('/')));
}

function record(value: unknown): Input {
  return typeof value === 'object' && value !== null ? (value as Input) : {}; // any object can be read by string keys
}

function names(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
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

/**
 * Logs every call of the client at DEBUG with the permissions it needs: which is also how IAM is checked against use.
 * @param shown what of a request is looked at, where its resources would name people
 */
export function logCalls<C>(client: C, shown: (input: Input) => Input = (input) => input): C {
  // Every SDK client has one, but its type differs from client to client.
  (client as Listenable).middlewareStack.add(
    (next, { clientName, commandName }) =>
      async (args) => {
        const { input } = args as { input: Input }; // what the SDK hands to the initialize step
        logger.debug('aws-call', {
          permissions: permissionsOf(clientName ?? '', commandName ?? '', shown(input)).map((p) => ({
            ...p,
          })),
        });
        return next(args);
      },
    { step: 'initialize', name: 'logCalls' },
  );
  return client;
}
