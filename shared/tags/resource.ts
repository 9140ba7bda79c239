import type { Source } from './config.ts';

/** The tags of a resource by their keys. */
export type Tags = Readonly<Record<string, string>>;

/** One resource as it is judged: by what was read of it, or by the event of its making. */
export interface Resource {
  readonly arn: string;
  /** As the Tagging API writes it: `ec2:instance`. */
  readonly type: string;
  readonly account: string | undefined;
  /** Undefined where the service has none. */
  readonly region: string | undefined;
  /** Undefined where they could not be read: nothing is said then about what is missing. */
  readonly tags: Tags | undefined;
  /** The person who made it, see `creatorOf`. */
  readonly creator?: string | undefined;
  /** The id of the VPC it is in, where the event of its making says it. */
  readonly vpc?: string | undefined;
  /** The tags of what it belongs to, as far as they are known. */
  readonly parents?: Readonly<Partial<Record<Exclude<Source, 'account'>, Tags>>> | undefined;
}

/** The service in an ARN: `iam`. Empty where the text is no ARN. */
export function serviceOf(arn: string): string {
  return arn.split(':', 3)[2] ?? '';
}

/** Whether a tag is AWS's own: it cannot be written, and does not count against the limit. */
export function isAwsTag(key: string): boolean {
  return key.toLowerCase().startsWith('aws:');
}

/** A StackSet names its stacks after itself: `StackSet-BelltowerSpoke-<uuid>`. */
const OUR_STACKS = /^(StackSet-)?Belltower(Spoke|Organization)?(-[0-9a-f-]{36})?$/;

/**
 * Whether Belltower deployed it, by the name of its stack, which CloudFormation writes and nobody else can. Such a
 * resource is never put in quarantine.
 */
export function isOurs({ tags }: Pick<Resource, 'tags'>): boolean {
  return OUR_STACKS.test(tags?.['aws:cloudformation:stack-name'] ?? '');
}
