import { serviceOf } from './resource.ts';

/** Where the Tagging API knows resources without a region, by partition; elsewhere `us-east-1`. */
const GLOBAL_REGIONS: Readonly<Record<string, string>> = {
  'aws-us-gov': 'us-gov-west-1',
  'aws-cn': 'cn-northwest-1',
};

/** The region in which the Tagging API is asked about a resource (Tagging API Reference, "Services that support …"). */
export function taggingRegion(arn: string, region: string | undefined): string {
  if (region !== undefined && region !== '') return region;
  const [, partition = 'aws', service] = arn.split(':', 3);
  if (partition === 'aws' && service === 'globalaccelerator') return 'us-west-2';
  return GLOBAL_REGIONS[partition] ?? 'us-east-1';
}

/** Whether tags of a resource are read and written by IAM itself: the Tagging API does not find users and roles. */
export function isTaggedByIam(arn: string): boolean {
  return serviceOf(arn) === 'iam';
}

/** Whether it is an Auto Scaling group, whose tags the Tagging API writes and never tells ("Services that support …"). */
export function isScalingGroup(arn: string): boolean {
  return groupName(arn) !== undefined;
}

/** The name in the ARN of an Auto Scaling group. */
export function groupName(arn: string): string | undefined {
  return /^arn:[^:]+:autoscaling:[^:]*:\d*:autoScalingGroup:[^:]+:autoScalingGroupName\/(.+)$/.exec(arn)?.[1];
}

/** Whether it is listed by its own service, since the Tagging API does not list it. */
export function isListedNatively(arn: string): boolean {
  return isTaggedByIam(arn) || isScalingGroup(arn);
}

/** Whether the ARN names one resource. That of an Auto Scaling group in CloudTrail has `*` for the id nobody told. */
export function namesOne(arn: string): boolean {
  return !arn.includes('*');
}

/** Whether tags of a resource are ever written: to change those of a stack or a stack set is to update it. */
export function isWritable(arn: string): boolean {
  return namesOne(arn) && serviceOf(arn) !== 'cloudformation';
}
