import type { Source } from '../../shared/tags/config.ts';

/** What the Tagging API, or we ourselves, need of a service to write and to remove tags of its resources. */
interface TaggingActions {
  readonly set: readonly string[];
  readonly remove: readonly string[];
}

/**
 * By the name that a service has in ARNs (Service Authorization Reference). Left out is CloudFormation: to change the
 * tags of a stack is to update it.
 */
export const TAGGING_ACTIONS: Readonly<Record<string, TaggingActions>> = {
  ...Object.fromEntries(
    [
      'airflow',
      'aoss',
      'appsync',
      'athena',
      'backup',
      'batch',
      'cloudfront',
      'cloudwatch',
      'codecommit',
      'codepipeline',
      'cognito-identity',
      'cognito-idp',
      'dynamodb',
      'ecr',
      'ecr-public',
      'ecs',
      'eks',
      'elasticfilesystem',
      'events',
      'fsx',
      'glue',
      'kafka',
      'kinesisanalytics',
      'kms',
      'lambda',
      'logs',
      'pipes',
      'redshift-serverless',
      's3express',
      'scheduler',
      'secretsmanager',
      'sns',
      'states',
      'transfer',
    ].map((service) => [service, actions(service, 'TagResource', 'UntagResource')]),
  ),
  acm: actions('acm', 'AddTagsToCertificate', 'RemoveTagsFromCertificate'),
  'acm-pca': actions('acm-pca', 'TagCertificateAuthority', 'UntagCertificateAuthority'),
  // Tags are resources of its own API: their methods are what is allowed.
  apigateway: actions('apigateway', 'PUT POST', 'DELETE'),
  autoscaling: actions('autoscaling', 'CreateOrUpdateTags', 'DeleteTags'),
  cloudtrail: actions('cloudtrail', 'AddTags', 'RemoveTags'),
  dms: actions('dms', 'AddTagsToResource', 'RemoveTagsFromResource'),
  ec2: actions('ec2', 'CreateTags', 'DeleteTags'),
  elasticache: actions('elasticache', 'AddTagsToResource', 'RemoveTagsFromResource'),
  elasticloadbalancing: actions('elasticloadbalancing', 'AddTags', 'RemoveTags'),
  elasticmapreduce: actions('elasticmapreduce', 'AddTags', 'RemoveTags'),
  es: actions('es', 'AddTags', 'RemoveTags'),
  firehose: actions('firehose', 'TagDeliveryStream', 'UntagDeliveryStream'),
  iam: actions(
    'iam',
    'TagInstanceProfile TagMFADevice TagOpenIDConnectProvider TagPolicy TagRole TagSAMLProvider TagServerCertificate TagUser',
    'UntagInstanceProfile UntagMFADevice UntagOpenIDConnectProvider UntagPolicy UntagRole UntagSAMLProvider UntagServerCertificate UntagUser',
  ),
  kinesis: actions('kinesis', 'AddTagsToStream TagResource', 'RemoveTagsFromStream UntagResource'),
  rds: actions('rds', 'AddTagsToResource', 'RemoveTagsFromResource'),
  redshift: actions('redshift', 'CreateTags', 'DeleteTags'),
  route53: actions('route53', 'ChangeTagsForResource', 'ChangeTagsForResource'),
  // The Tagging API reads the tags of a bucket and writes them back with ours, or adds them where the bucket has ABAC.
  s3: actions('s3', 'GetBucketTagging PutBucketTagging ListTagsForResource TagResource', 'UntagResource'),
  sagemaker: actions('sagemaker', 'AddTags', 'DeleteTags'),
  sqs: actions('sqs', 'TagQueue', 'UntagQueue'),
  ssm: actions('ssm', 'AddTagsToResource', 'RemoveTagsFromResource'),
};

/** What is needed to read the tags of IAM, which the Tagging API does not list. */
export const IAM_READS = [
  'iam:ListInstanceProfileTags',
  'iam:ListMFADeviceTags',
  'iam:ListOpenIDConnectProviderTags',
  'iam:ListPolicyTags',
  'iam:ListRoleTags',
  'iam:ListSAMLProviderTags',
  'iam:ListServerCertificateTags',
  'iam:ListUserTags',
] as const;

/** What is needed besides to learn what resources of EC2 belong to, and to read the tags of that. */
export const PARENT_READS: Readonly<Partial<Record<Source, readonly string[]>>> = {
  instance: ['ec2:DescribeInstances', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeVolumes'],
  vpc: [
    'ec2:DescribeInstances',
    'ec2:DescribeInternetGateways',
    'ec2:DescribeNatGateways',
    'ec2:DescribeNetworkAcls',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeRouteTables',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSubnets',
    'ec2:DescribeVpcEndpoints',
    'ec2:DescribeVpcs',
  ],
};

function actions(service: string, set: string, remove: string): TaggingActions {
  const named = (names: string) => names.split(' ').map((name) => `${service}:${name}`);
  return { set: named(set), remove: named(remove) };
}
