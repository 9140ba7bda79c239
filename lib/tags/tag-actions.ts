/**
 * What the Tagging API asks of its caller beside its own permission, service by service, to set tags and to take them
 * away ("Permissions for tagging APIs" in its guide): of every service whose create calls are known.
 */
export const SERVICE_TAGGING: Readonly<
  Record<string, { readonly set: readonly string[]; readonly remove: readonly string[] }>
> = {
  acm: { set: ['AddTagsToCertificate'], remove: ['RemoveTagsFromCertificate'] },
  'acm-pca': { set: ['TagCertificateAuthority'], remove: ['UntagCertificateAuthority'] },
  aoss: ours(),
  athena: ours(),
  backup: ours(),
  cloudfront: ours(),
  cloudwatch: ours(),
  'cognito-identity': ours(),
  'cognito-idp': ours(),
  dynamodb: ours(),
  ec2: { set: ['CreateTags'], remove: ['DeleteTags'] },
  ecr: ours(),
  'ecr-public': ours(),
  ecs: ours(),
  eks: ours(),
  elasticache: { set: ['AddTagsToResource'], remove: ['RemoveTagsFromResource'] },
  elasticfilesystem: ours(),
  elasticloadbalancing: { set: ['AddTags'], remove: ['RemoveTags'] },
  es: { set: ['AddTags'], remove: ['RemoveTags'] },
  events: ours(),
  firehose: { set: ['TagDeliveryStream'], remove: ['UntagDeliveryStream'] },
  fsx: ours(),
  glue: ours(),
  iam: {
    set: [
      'TagInstanceProfile',
      'TagMFADevice',
      'TagOpenIDConnectProvider',
      'TagPolicy',
      'TagRole',
      'TagSAMLProvider',
      'TagServerCertificate',
      'TagUser',
    ],
    remove: [
      'UntagInstanceProfile',
      'UntagMFADevice',
      'UntagOpenIDConnectProvider',
      'UntagPolicy',
      'UntagRole',
      'UntagSAMLProvider',
      'UntagServerCertificate',
      'UntagUser',
    ],
  },
  kafka: ours(),
  kinesis: { set: ['AddTagsToStream'], remove: ['RemoveTagsFromStream'] },
  kinesisanalytics: ours(),
  kms: ours(),
  lambda: ours(),
  logs: ours(),
  pipes: ours(),
  rds: { set: ['AddTagsToResource'], remove: ['RemoveTagsFromResource'] },
  redshift: { set: ['CreateTags'], remove: ['DeleteTags'] },
  'redshift-serverless': ours(),
  s3: { set: ['GetBucketTagging', 'PutBucketTagging'], remove: [] }, // the tags of a bucket are written as a whole
  sagemaker: { set: ['AddTags'], remove: ['DeleteTags'] },
  scheduler: ours(),
  secretsmanager: ours(),
  sns: ours(),
  sqs: { set: ['TagQueue'], remove: ['UntagQueue'] },
  ssm: { set: ['AddTagsToResource'], remove: ['RemoveTagsFromResource'] },
  states: ours(),
};

/** What most services call it. */
function ours() {
  return { set: ['TagResource'], remove: ['UntagResource'] };
}

/** Everything that setting tags may ask for, or taking them away. */
export function taggingActions(what: 'set' | 'remove'): string[] {
  const own = what === 'set' ? 'tag:TagResources' : 'tag:UntagResources';
  return [
    own,
    ...Object.entries(SERVICE_TAGGING).flatMap(([service, actions]) =>
      actions[what].map((action) => `${service}:${action}`),
    ),
  ];
}

/** How tags are read: by the Tagging API, the Resource Explorer, IAM for what neither sees, and the stacks of resources. */
export const TAG_READS = [
  'tag:GetResources',
  'resource-explorer-2:ListSupportedResourceTypes',
  'resource-explorer-2:Search',
  'cloudformation:DescribeStacks',
  'iam:ListInstanceProfiles',
  'iam:ListInstanceProfileTags',
  'iam:ListMFADeviceTags',
  'iam:ListOpenIDConnectProviderTags',
  'iam:ListPolicies',
  'iam:ListPolicyTags',
  'iam:ListRoles',
  'iam:ListRoleTags',
  'iam:ListSAMLProviderTags',
  'iam:ListServerCertificateTags',
  'iam:ListUsers',
  'iam:ListUserTags',
] as const;

/** How what stays wrong is stopped, so that it can be started again. */
export const QUARANTINE = {
  reads: ['ec2:DescribeInstances', 'lambda:GetFunctionConcurrency'],
  writes: ['ec2:StopInstances', 'lambda:PutFunctionConcurrency'],
} as const;
