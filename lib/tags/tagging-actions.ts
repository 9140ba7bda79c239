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
      'aoss',
      'athena',
      'backup',
      'cloudfront',
      'cloudwatch',
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
    ].map((service) => [service, actions('TagResource', 'UntagResource')]),
  ),
  acm: actions('AddTagsToCertificate', 'RemoveTagsFromCertificate'),
  'acm-pca': actions('TagCertificateAuthority', 'UntagCertificateAuthority'),
  // Tags are resources of its own API: their methods are what is allowed.
  apigateway: actions('PUT POST', 'DELETE'),
  autoscaling: actions('CreateOrUpdateTags', 'DeleteTags'),
  ec2: actions('CreateTags', 'DeleteTags'),
  elasticache: actions('AddTagsToResource', 'RemoveTagsFromResource'),
  elasticloadbalancing: actions('AddTags', 'RemoveTags'),
  es: actions('AddTags', 'RemoveTags'),
  firehose: actions('TagDeliveryStream', 'UntagDeliveryStream'),
  iam: actions(
    'TagInstanceProfile TagMFADevice TagOpenIDConnectProvider TagPolicy TagRole TagSAMLProvider TagServerCertificate TagUser',
    'UntagInstanceProfile UntagMFADevice UntagOpenIDConnectProvider UntagPolicy UntagRole UntagSAMLProvider UntagServerCertificate UntagUser',
  ),
  kinesis: actions('AddTagsToStream TagResource', 'RemoveTagsFromStream UntagResource'),
  rds: actions('AddTagsToResource', 'RemoveTagsFromResource'),
  redshift: actions('CreateTags', 'DeleteTags'),
  // The Tagging API reads the tags of a bucket and writes them back with ours, or adds them where the bucket has ABAC.
  s3: actions('GetBucketTagging PutBucketTagging ListTagsForResource TagResource', 'UntagResource'),
  sagemaker: actions('AddTags', 'DeleteTags'),
  sqs: actions('TagQueue', 'UntagQueue'),
  ssm: actions('AddTagsToResource', 'RemoveTagsFromResource'),
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

function actions(set: string, remove: string): TaggingActions {
  return { set: set.split(' '), remove: remove.split(' ') };
}
