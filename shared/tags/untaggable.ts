/** Types that AWS gives no tags, of those that its create calls name. They are outside of every score. */
const UNTAGGABLE: ReadonlySet<string> = new Set([
  'autoscaling:launchConfiguration',
  'backup:backup-selection',
  'cloudfront:origin-access-control',
  'cognito-idp:user-pool-client',
  'cognito-idp:user-pool-domain',
  'dynamodb:backup',
  'elasticfilesystem:mount-target',
  'events:api-destination',
  'events:archive',
  'events:connection',
  'glue:table',
  'iam:access-key',
  'iam:group',
  'kafka:configuration',
  'kms:alias',
  'lambda:alias',
  'lambda:layer-version',
  'lambda:version',
  'scheduler:schedule',
  'sns:subscription',
]);

/** Whether resources of a type can have no tags at all. */
export function isUntaggable(type: string): boolean {
  return UNTAGGABLE.has(type);
}
