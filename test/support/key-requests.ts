import * as z from 'zod';
import type { IamRequest } from './iam-requests.ts';
import type { TemplateResolver } from './resolve-template.ts';

const Table = z.object({ SSESpecification: z.object({ KMSMasterKeyId: z.string() }) });
const Bucket = z.object({
  BucketEncryption: z.object({
    ServerSideEncryptionConfiguration: z.tuple([
      z.object({ ServerSideEncryptionByDefault: z.object({ KMSMasterKeyID: z.string() }) }),
    ]),
  }),
});
const Queue = z.object({ KmsMasterKeyId: z.string() });

/**
 * What a service does with the key of encrypted data, with the permissions of whoever calls the service.
 *
 * DynamoDB: what `grantReadWriteData` of aws-cdk-lib gives for a table with a key of one's own, taken to be what writing
 * needs, and its `Decrypt` alone for reading. SQS: a producer needs `GenerateDataKey` and `Decrypt`, a consumer
 * `Decrypt` ("Key management" in its guide). S3: with a bucket key, what `grantPut` and `grantRead` give. This table is a belief about AWS: nothing here can check it.
 */
const KEY_USES: Readonly<Record<string, readonly string[]>> = {
  'dynamodb:GetItem': ['Decrypt'],
  'dynamodb:BatchGetItem': ['Decrypt'],
  'dynamodb:Query': ['Decrypt'],
  'dynamodb:ConditionCheckItem': ['Decrypt'],
  'dynamodb:PutItem': writing(),
  'dynamodb:UpdateItem': writing(),
  'dynamodb:DeleteItem': writing(),
  's3:GetObject': ['Decrypt'],
  's3:PutObject': ['GenerateDataKey', 'Decrypt'],
  'sqs:SendMessage': ['GenerateDataKey', 'Decrypt'],
  'sqs:ReceiveMessage': ['Decrypt'],
};

function writing(): string[] {
  return ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'];
}

/** What these requests ask of the keys, each different one once. */
export function keyRequests(resolver: TemplateResolver, requests: readonly IamRequest[]): IamRequest[] {
  const keys = keysByResource(resolver);
  const asked = requests.flatMap(({ role, action, resource }) => {
    const key = keys.get(resource.replace(/\/index\/.*$/, '').replace(/^(arn:[^:]*:s3:::[^/]*)\/.*$/, '$1'));
    if (key === undefined) return [];
    const via = `${action.split(':')[0]}.${resolver.place.region}.amazonaws.com`;
    return (KEY_USES[action] ?? []).map(
      (use): IamRequest => ({ role, action: `kms:${use}`, resource: key, via, because: `by way of ${via}` }),
    );
  });
  return [...new Map(asked.map((one) => [JSON.stringify(one), one])).values()];
}

function keysByResource(resolver: TemplateResolver): ReadonlyMap<string, string> {
  const tables = resolver
    .all('AWS::DynamoDB::Table')
    .map(([id, properties]): [string, string] => [
      resolver.arn(id),
      Table.parse(properties).SSESpecification.KMSMasterKeyId,
    ]);
  const queues = resolver
    .all('AWS::SQS::Queue')
    .map(([id, properties]): [string, string] => [resolver.arn(id), Queue.parse(properties).KmsMasterKeyId]);
  const buckets = resolver.all('AWS::S3::Bucket').map(([id, properties]): [string, string] => {
    const [rule] = Bucket.parse(properties).BucketEncryption.ServerSideEncryptionConfiguration;
    return [resolver.arn(id), rule.ServerSideEncryptionByDefault.KMSMasterKeyID];
  });
  return new Map([...tables, ...queues, ...buckets]);
}
