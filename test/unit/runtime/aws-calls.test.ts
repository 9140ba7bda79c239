import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetObjectRetentionCommand, S3Client } from '@aws-sdk/client-s3';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { logCalls, permissionsOf } from '../../../shared/runtime/aws-calls.ts';
import { logger } from '../../../shared/runtime/telemetry.ts';

const LADDER = 'arn:aws:states:eu-west-1:111111111111:stateMachine:ladder';
const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/111111111111/intake';

describe('permissionsOf', () => {
  test.each([
    ['DynamoDB', 'GetItem', { TableName: 't' }, ['dynamodb:GetItem t']],
    ['DynamoDB', 'Query', { TableName: 't' }, ['dynamodb:Query t']],
    ['DynamoDB', 'Query', { TableName: 't', IndexName: 'gsi1' }, ['dynamodb:Query t/index/gsi1']],
    ['DynamoDB', 'Scan', { TableName: 't' }, ['dynamodb:Scan t']],
    [
      'DynamoDB',
      'BatchGetItem',
      { RequestItems: { a: {}, b: {} } },
      ['dynamodb:BatchGetItem a', 'dynamodb:BatchGetItem b'],
    ],
    ['DynamoDB', 'BatchWriteItem', { RequestItems: { a: [] } }, ['dynamodb:BatchWriteItem a']],
    [
      'DynamoDB',
      'TransactWriteItems',
      {
        TransactItems: [
          { Put: { TableName: 'a' } },
          { Update: { TableName: 'a' } },
          { Delete: { TableName: 'b' } },
          { ConditionCheck: { TableName: 'b' } },
        ],
      },
      [
        'dynamodb:PutItem a',
        'dynamodb:UpdateItem a',
        'dynamodb:DeleteItem b',
        'dynamodb:ConditionCheckItem b',
      ],
    ],
    [
      'DynamoDB',
      'TransactGetItems',
      { TransactItems: [{ Get: { TableName: 'a' } }] },
      ['dynamodb:GetItem a'],
    ],
    ['SFN', 'StartExecution', { stateMachineArn: LADDER }, [`states:StartExecution ${LADDER}`]],
    ['SFN', 'StopExecution', { executionArn: `${LADDER}:x` }, [`states:StopExecution ${LADDER}:x`]],
    ['ResourceExplorer2', 'Search', { QueryString: 'tag:none' }, ['resource-explorer-2:Search *']],
    ['EC2', 'StopInstances', { InstanceIds: ['i-1'] }, ['ec2:StopInstances *']],
    ['IAM', 'ListRoleTags', { RoleName: 'r' }, ['iam:ListRoleTags r']],
    ['IAM', 'ListUserTags', { UserName: 'alice@acme.example' }, ['iam:ListUserTags *']],
    ['SQS', 'SendMessage', { QueueUrl: QUEUE }, [`sqs:SendMessage ${QUEUE}`]],
    ['SQS', 'SendMessageBatch', { QueueUrl: QUEUE }, [`sqs:SendMessage ${QUEUE}`]],
    ['SNS', 'Publish', { TopicArn: 'arn:t' }, ['sns:Publish arn:t']],
    ['SNS', 'PublishBatch', { TopicArn: 'arn:t' }, ['sns:Publish arn:t']],
    ['SNS', 'Publish', { TargetArn: 'arn:t' }, ['sns:Publish arn:t']],
    ['SNS', 'GetSMSAttributes', {}, ['sns:GetSMSAttributes *']],
    ['KMS', 'ListKeys', {}, ['kms:ListKeys *']],
    ['STS', 'AssumeRole', { RoleArn: 'arn:r' }, ['sts:AssumeRole arn:r']],
    ['CloudWatch', 'GetMetricStatistics', { Namespace: 'AWS/SNS' }, ['cloudwatch:GetMetricStatistics *']],
    ['Lambda', 'GetAccountSettings', {}, ['lambda:GetAccountSettings *']],
    ['SESv2', 'GetAccount', {}, ['ses:GetAccount *']],
    ['SESv2', 'GetEmailIdentity', { EmailIdentity: 'acme.example' }, ['ses:GetEmailIdentity acme.example']],
    [
      'ServiceQuotas',
      'GetServiceQuota',
      { ServiceCode: 'kms', QuotaCode: 'L-1' },
      ['servicequotas:GetServiceQuota kms/L-1'],
    ],
    ['ServiceQuotas', 'ListServiceQuotas', { ServiceCode: 'states' }, ['servicequotas:ListServiceQuotas *']],
    ['KMS', 'VerifyMac', { KeyId: 'key' }, ['kms:VerifyMac key']],
    ['S3', 'PutObject', { Bucket: 'b', Key: 'reviews/all.html' }, ['s3:PutObject b/reviews/all.html']],
    [
      'SSM',
      'GetParameters',
      { Names: ['/app/a', '/app/b'] },
      ['ssm:GetParameters parameter/app/a', 'ssm:GetParameters parameter/app/b'],
    ],
    [
      'CognitoIdentityProvider',
      'AdminDeleteUser',
      { UserPoolId: 'p', Username: 'ann@acme.example' },
      ['cognito-idp:AdminDeleteUser p'],
    ],
    ['RDSData', 'ExecuteStatement', { resourceArn: 'arn:c', sql: 'x' }, ['rds-data:ExecuteStatement arn:c']],
    ['CloudWatchLogs', 'DescribeLogGroups', { logGroupNamePrefix: '/app' }, ['logs:DescribeLogGroups *']],
    [
      'CloudWatchLogs',
      'PutRetentionPolicy',
      { logGroupName: '/app', retentionInDays: 7 },
      ['logs:PutRetentionPolicy /app'],
    ],
    ['S3', 'ListObjectVersions', { Bucket: 'b', Prefix: 'users/' }, ['s3:ListBucketVersions b']],
    [
      'S3',
      'DeleteObjects',
      { Bucket: 'b', Key: 'users/x' },
      ['s3:DeleteObject b/users/x', 's3:DeleteObjectVersion b/users/x'],
    ],
    ['CostExplorer', 'GetCostAndUsage', { Granularity: 'DAILY' }, ['ce:GetCostAndUsage *']],
    [
      'EventBridge',
      'PutEvents',
      { Entries: [{ EventBusName: 'Belltower' }, {}] },
      ['events:PutEvents Belltower', 'events:PutEvents default'],
    ],
    ['EventBridge', 'DescribeEventBus', {}, ['events:DescribeEventBus *']],
    ['Unheard', 'DoIt', { Name: 'x' }, ['Unheard:DoIt *']],
  ] as const)('%s %s %j', (client, command, input, expected) => {
    expect(said(permissionsOf(`${client}Client`, `${command}Command`, input))).toEqual(expected);
  });

  test('says nothing of whom a page goes to', () => {
    expect(permissionsOf('SNSClient', 'PublishCommand', { PhoneNumber: '+15550100001' })).toEqual([
      { action: 'sns:Publish', resource: '*' },
    ]);
    const mail = { Destination: { ToAddresses: ['alice@acme.example'] } };
    for (const from of ['bob@acme.example', 'Bob <bob@acme.example>']) {
      expect(permissionsOf('SESv2Client', 'SendEmailCommand', { ...mail, FromEmailAddress: from })).toEqual([
        { action: 'ses:SendEmail', resource: 'acme.example' },
      ]);
    }
    expect(permissionsOf('SESv2Client', 'SendEmailCommand', { FromEmailAddress: 'bob' })).toEqual([
      { action: 'ses:SendEmail', resource: '*' },
    ]);
  });
});

describe('logCalls hears', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const config = {
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { handle: () => Promise.reject(new Error('nothing is sent here')) },
  };
  const documents = () => DynamoDBDocumentClient.from(logCalls(new DynamoDBClient(config)));
  const Key = { pk: 'a', sk: 'b' };

  test.each([
    ['GetCommand', () => documents().send(new GetCommand({ TableName: 't', Key })), ['dynamodb:GetItem t']],
    [
      'QueryCommand',
      () =>
        documents().send(
          new QueryCommand({ TableName: 't', IndexName: 'gsi1', KeyConditionExpression: 'pk = :pk' }),
        ),
      ['dynamodb:Query t/index/gsi1'],
    ],
    [
      'BatchGetCommand',
      () => documents().send(new BatchGetCommand({ RequestItems: { t: { Keys: [Key] } } })),
      ['dynamodb:BatchGetItem t'],
    ],
    [
      'TransactWriteCommand',
      () =>
        documents().send(
          new TransactWriteCommand({
            TransactItems: [
              { Put: { TableName: 't', Item: Key } },
              { ConditionCheck: { TableName: 'u', Key, ConditionExpression: 'attribute_exists(pk)' } },
            ],
          }),
        ),
      ['dynamodb:PutItem t', 'dynamodb:ConditionCheckItem u'],
    ],
    [
      'StartExecutionCommand',
      () => logCalls(new SFNClient(config)).send(new StartExecutionCommand({ stateMachineArn: LADDER })),
      [`states:StartExecution ${LADDER}`],
    ],
    [
      'GetObjectRetentionCommand, and names nobody',
      () =>
        logCalls(new S3Client(config), ({ Bucket }) => ({ Bucket, Key: 'users/of-a-person' })).send(
          new GetObjectRetentionCommand({ Bucket: 'b', Key: 'users/ann@acme.example/a' }),
        ),
      ['s3:GetObjectRetention b/users/of-a-person'],
    ],
    [
      'SendMessageCommand',
      () =>
        logCalls(new SQSClient(config)).send(new SendMessageCommand({ QueueUrl: QUEUE, MessageBody: '{}' })),
      [`sqs:SendMessage ${QUEUE}`],
    ],
    [
      'PublishCommand',
      () =>
        logCalls(new SNSClient(config)).send(
          new PublishCommand({ PhoneNumber: '+15550100001', Message: 'x' }),
        ),
      ['sns:Publish *'],
    ],
    [
      'SendEmailCommand',
      () =>
        logCalls(new SESv2Client(config)).send(
          new SendEmailCommand({ FromEmailAddress: 'pager@acme.example', Content: undefined }),
        ),
      ['ses:SendEmail acme.example'],
    ],
    [
      'GenerateMacCommand',
      () =>
        logCalls(new KMSClient(config)).send(
          new GenerateMacCommand({ KeyId: 'key', MacAlgorithm: 'HMAC_SHA_224', Message: new Uint8Array(1) }),
        ),
      ['kms:GenerateMac key'],
    ],
    [
      'PutEventsCommand',
      () =>
        logCalls(new EventBridgeClient(config)).send(
          new PutEventsCommand({ Entries: [{ EventBusName: 'Belltower' }] }),
        ),
      ['events:PutEvents Belltower'],
    ],
  ])('%s once, before it is sent', async (_, send, expected) => {
    const debug = vi.spyOn(logger, 'debug').mockImplementation(() => {});
    await expect(send()).rejects.toThrow('nothing is sent here');
    expect(debug.mock.calls).toEqual([
      ['aws-call', { permissions: expected.map((text) => permission(text)) }],
    ]);
  });
});

function said(permissions: ReturnType<typeof permissionsOf>): string[] {
  return permissions.map(({ action, resource }) => `${action} ${resource}`);
}

function permission(text: string) {
  const [action = '', resource = ''] = text.split(' ');
  return { action, resource };
}
