import { ArnFormat, Fn, Stack, Token } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { System } from '../../shared/privacy/config.ts';
import { deployedName, parametersOf } from './system-names.ts';

type Of<C extends System['connector']> = Extract<System, { connector: C }>;

/** By this tag a key says that data under it may be read and changed to erase persons. */
const KEY_TAG = 'belltower:erasure';

/**
 * What the connectors of these systems need, each on the resource that its system names, and no other: a system that is
 * switched off, or done by a person or over https, needs nothing.
 */
export function connectorPermissions(scope: Construct, systems: readonly System[]): PolicyStatement[] {
  const enabled = systems.filter((system) => system.enabled);
  const own = enabled.flatMap((system) => ofSystem(scope, system));
  return [...addresses(scope, enabled), ...own, ...(own.length === 0 ? [] : [keys(scope)])];
}

function ofSystem(scope: Construct, system: System): PolicyStatement[] {
  switch (system.connector) {
    case 'dynamodb':
      return dynamodb(scope, system);
    case 's3':
      return s3(scope, system);
    case 'rds-data':
      return rdsData(scope, system);
    case 'opensearch':
      return opensearch(scope, system);
    case 'cognito':
      return cognito(scope, system);
    case 'queue':
      return queue(scope, system);
    case 'http':
    case 'manual':
      return [];
  }
}

/** Replicas are read too, in whatever region they are; changed is the table here, as its classes say. */
function dynamodb(
  scope: Construct,
  { table, subjectKey, classes, resolves }: Of<'dynamodb'>,
): PolicyStatement[] {
  const own = arnOf(scope, table, 'dynamodb', 'table');
  const replicas = isArn(table) ? own : arnOf(scope, table, 'dynamodb', 'table', '*');
  const keys = [...classes.map((one) => one.subjectKey ?? subjectKey), ...resolves];
  const indexes = [...new Set(keys.flatMap(({ index }) => index ?? []))];
  const asked = [
    ...(keys.some(({ index }) => index === undefined) ? [replicas] : []),
    ...indexes.map((index) => `${replicas}/index/${index}`),
  ];
  const changes = [
    ...(classes.some(({ erase, fields }) => erase === 'delete' && fields === undefined)
      ? ['dynamodb:DeleteItem']
      : []),
    ...(classes.some(({ fields }) => fields !== undefined) ? ['dynamodb:UpdateItem'] : []),
  ];
  return [
    allow(['dynamodb:DescribeTable', ...(indexes.length > 0 ? ['dynamodb:BatchGetItem'] : [])], replicas),
    allow(['dynamodb:Query'], ...asked),
    allow(changes, own),
  ];
}

/** Every version of an object goes, below the prefix of the system. */
function s3(scope: Construct, { bucket, prefix }: Of<'s3'>): PolicyStatement[] {
  const own = Stack.of(scope).formatArn({
    service: 's3',
    region: '',
    account: '',
    resource: deployedName(scope, bucket),
  });
  return [
    allow(
      ['s3:GetBucketObjectLockConfiguration', 's3:ListBucketMultipartUploads', 's3:ListBucketVersions'],
      own,
    ),
    allow(
      [
        's3:AbortMultipartUpload',
        's3:DeleteObject',
        's3:DeleteObjectVersion',
        's3:GetObjectLegalHold',
        's3:GetObjectRetention',
      ],
      `${own}/${prefix}*`,
    ),
  ];
}

function rdsData(scope: Construct, { cluster, secret }: Of<'rds-data'>): PolicyStatement[] {
  return [
    allow(
      [
        'rds-data:BeginTransaction',
        'rds-data:CommitTransaction',
        'rds-data:ExecuteStatement',
        'rds-data:RollbackTransaction',
      ],
      deployedName(scope, cluster),
    ),
    allow(['secretsmanager:GetSecretValue'], deployedName(scope, secret)),
  ];
}

/** The endpoint does not say the name of its domain: the index is what bounds it. */
function opensearch(scope: Construct, { index }: Of<'opensearch'>): PolicyStatement[] {
  const domains = Stack.of(scope).formatArn({ service: 'es', resource: 'domain', resourceName: '*' });
  const path = `${domains}/${deployedName(scope, index)}`;
  return [allow(['es:ESHttpGet', 'es:ESHttpPost'], path, `${path}/*`)];
}

function cognito(scope: Construct, { userPool }: Of<'cognito'>): PolicyStatement[] {
  return [
    allow(
      [
        'cognito-idp:AdminDeleteUser',
        'cognito-idp:AdminDeleteUserAttributes',
        'cognito-idp:AdminGetUser',
        'cognito-idp:AdminUpdateUserAttributes',
        'cognito-idp:ListUsers',
      ],
      arnOf(scope, userPool, 'cognito-idp', 'userpool'),
    ),
  ];
}

/** By its URL, as SQS gives it: `https://sqs.<region>.amazonaws.com/<account>/<name>`. */
function queue(scope: Construct, { queue: url }: Of<'queue'>): PolicyStatement[] {
  const part = (place: number) => Fn.select(place, Fn.split('/', deployedName(scope, url)));
  const arn = Stack.of(scope).formatArn({
    service: 'sqs',
    account: part(3),
    resource: part(4),
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
  });
  return [allow(['sqs:SendMessage'], arn)];
}

/** Where a system is, as far as the map leaves it to the parameter store. */
function addresses(scope: Construct, systems: readonly System[]): PolicyStatement[] {
  const names = [...new Set(systems.flatMap((system) => parametersOf(Object.values(system))))].sort();
  if (names.length === 0) return [];
  const arns = names.map((name) =>
    Stack.of(scope).formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.slice(1) }),
  );
  return [allow(['ssm:GetParameters'], ...arns)];
}

/** Data under a key of its owner's: theirs to allow, by a tag on the key, and only by way of the service that has it. */
function keys(scope: Construct): PolicyStatement {
  const stack = Stack.of(scope);
  const service = (name: string) => `${name}.${stack.region}.amazonaws.com`;
  return new PolicyStatement({
    actions: [
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ],
    resources: [stack.formatArn({ service: 'kms', resource: 'key', resourceName: '*' })],
    conditions: {
      StringEquals: {
        [`aws:ResourceTag/${KEY_TAG}`]: 'yes',
        'kms:ViaService': ['dynamodb', 's3', 'secretsmanager', 'sqs'].map(service),
      },
    },
  });
}

function arnOf(scope: Construct, name: string, service: string, resource: string, region?: string): string {
  if (isArn(name)) return name;
  const resourceName = deployedName(scope, name);
  return Stack.of(scope).formatArn({ service, resource, resourceName, ...(region && { region }) });
}

function isArn(name: string): boolean {
  return !Token.isUnresolved(name) && name.startsWith('arn:');
}

function allow(actions: string[], ...resources: string[]): PolicyStatement {
  return new PolicyStatement({ actions, resources });
}
