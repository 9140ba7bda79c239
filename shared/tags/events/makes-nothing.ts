/** How the names of calls begin that read, end or change what is there. */
const CHANGES_WHAT_IS_THERE = new RegExp(
  `^(${[
    'Describe|Get|List|Head|Lookup|BatchGet|Search|Query|Scan|Simulate|Validate',
    'Delete|Terminate|Deregister|Release|Cancel|Purge|Revoke|Retire|Reset',
    'Update|Modify|Set|Change|Replace|Rotate|Add|Remove|Enable|Disable',
    'Attach|Detach|Associate|Disassociate|Assign|Unassign|Authorize|Accept|Reject',
    'Stop|Reboot|Suspend|Resume|Failover|StartInstances|StartDB|StartLogging',
    'Tag|Untag|CreateTags$|CreateOrUpdateTags$',
  ].join('|')})`,
);

/** Calls that make what has no tags of its own, by service: keys, entries, versions and sessions of what is there. */
const UNTAGGED: Readonly<Record<string, string>> = {
  'apigateway.amazonaws.com':
    'CreateAuthorizer CreateBasePathMapping CreateDeployment CreateIntegration CreateModel CreateResource CreateRoute PutIntegration PutMethod PutRestApi',
  'autoscaling.amazonaws.com':
    'PutLifecycleHook PutNotificationConfiguration PutScalingPolicy PutScheduledUpdateGroupAction',
  'cloudformation.amazonaws.com': 'CreateStackInstances ExecuteChangeSet',
  'cloudfront.amazonaws.com': 'CreateCachePolicy CreateInvalidation CreateOriginRequestPolicy',
  'cognito-idp.amazonaws.com': 'AdminCreateUser CreateGroup CreateIdentityProvider CreateResourceServer',
  'ec2.amazonaws.com':
    'CreateLaunchTemplateVersion CreateNetworkAclEntry CreateNetworkInterfacePermission CreateRoute CreateTransitGatewayRoute CreateVpnConnectionRoute',
  'ecr.amazonaws.com': 'PutImage PutLifecyclePolicy',
  'elasticloadbalancing.amazonaws.com':
    'CreateAppCookieStickinessPolicy CreateLBCookieStickinessPolicy CreateLoadBalancerListeners CreateLoadBalancerPolicy RegisterInstancesWithLoadBalancer RegisterTargets',
  'events.amazonaws.com': 'PutEvents PutPermission PutTargets',
  'glue.amazonaws.com': 'BatchCreatePartition CreatePartition CreatePartitionIndex PutResourcePolicy',
  'iam.amazonaws.com':
    'CreateAccessKey CreateAccountAlias CreateLoginProfile CreatePolicyVersion CreateServiceSpecificCredential PutGroupPolicy PutRolePolicy PutUserPolicy',
  'kms.amazonaws.com': 'CreateGrant Decrypt Encrypt GenerateDataKey PutKeyPolicy ScheduleKeyDeletion',
  'lambda.amazonaws.com': 'CreateFunctionUrlConfig Invoke PutFunctionConcurrency',
  'logs.amazonaws.com':
    'CreateExportTask CreateLogStream PutLogEvents PutMetricFilter PutResourcePolicy PutRetentionPolicy PutSubscriptionFilter',
  's3.amazonaws.com':
    'CompleteMultipartUpload CopyObject CreateMultipartUpload CreateSession PutAccountPublicAccessBlock PutObject PutObjectAcl UploadPart',
  'secretsmanager.amazonaws.com': 'PutResourcePolicy PutSecretValue',
  'signin.amazonaws.com': 'ConsoleLogin',
  'sns.amazonaws.com': 'Publish',
  'sts.amazonaws.com': 'AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity',
};

const PUTS_ON_BUCKETS = /^PutBucket/;

/** Whether a call that is not in the table is known to make nothing that has tags. */
export function makesNothing(source: string, name: string): boolean {
  if (CHANGES_WHAT_IS_THERE.test(name)) return true;
  if (source === 's3.amazonaws.com' && PUTS_ON_BUCKETS.test(name)) return true;
  return Object.hasOwn(UNTAGGED, source) && UNTAGGED[source]?.split(' ').includes(name) === true;
}
