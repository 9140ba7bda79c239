import * as z from 'zod';
import type { TemplateResolver } from './resolve-template.ts';

const OneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

/** One statement of a policy, its actions and resources as lists. */
export const Statement = z.looseObject({
  Effect: z.enum(['Allow', 'Deny']),
  Action: OneOrMore,
  Resource: OneOrMore.optional(),
  Condition: z.record(z.string(), z.record(z.string(), OneOrMore)).optional(),
});
export type Statement = z.infer<typeof Statement>;

export const Policy = z.object({ Version: z.literal('2012-10-17'), Statement: z.array(Statement) });
export type Policy = z.infer<typeof Policy>;

/** A role of the stack and what it may do. */
export interface StackRole {
  /** The construct it belongs to: `Paging/Intake/IntakeAlert`. */
  readonly name: string;
  readonly arn: string;
  readonly policy: Policy;
}

/** Who may do what by the synthesized template. */
export interface StackPolicies {
  readonly roles: readonly StackRole[];
  /** The policies of keys, queues, topics and buckets, by the ARN of what they protect. */
  readonly resources: ReadonlyMap<string, Policy>;
}

const RolePolicy = z.object({ PolicyDocument: Policy, Roles: z.array(z.string()) });
const QueuePolicy = z.object({ PolicyDocument: Policy, Queues: z.array(z.string()) });
const BucketPolicy = z.object({ PolicyDocument: Policy, Bucket: z.string() });
const TopicPolicy = z.object({ PolicyDocument: Policy, Topics: z.array(z.string()) });
const KeyProperties = z.object({ KeyPolicy: Policy });
/** A role with policies anywhere else would be judged by half of them. */
const RoleProperties = z.object({
  Policies: z.array(z.object({ PolicyDocument: Policy })).default([]),
  ManagedPolicyArns: z.never().optional(),
});

/** Reads every role and every resource policy of the template. */
export function stackPolicies(resolver: TemplateResolver): StackPolicies {
  const attached = resolver.all('AWS::IAM::Policy').map(([, properties]) => RolePolicy.parse(properties));
  const roles = resolver.all('AWS::IAM::Role').map(([id, properties]): StackRole => {
    const { Policies: within } = RoleProperties.parse(properties);
    const own = attached.filter(({ Roles }) => Roles.includes(resolver.ref(id)));
    const statements = [...within, ...own].flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    return {
      name: constructName(resolver, id),
      arn: resolver.arn(id),
      policy: { Version: '2012-10-17', Statement: statements },
    };
  });
  const queues = resolver.all('AWS::SQS::QueuePolicy').flatMap(([, properties]) => {
    const { PolicyDocument, Queues } = QueuePolicy.parse(properties);
    return Queues.map((url): [string, Policy] => [queueArn(resolver, url), PolicyDocument]);
  });
  const topics = resolver.all('AWS::SNS::TopicPolicy').flatMap(([, properties]) => {
    const { PolicyDocument, Topics } = TopicPolicy.parse(properties);
    return Topics.map((arn): [string, Policy] => [arn, PolicyDocument]);
  });
  const buckets = resolver.all('AWS::S3::BucketPolicy').map(([, properties]): [string, Policy] => {
    const { PolicyDocument, Bucket } = BucketPolicy.parse(properties);
    return [`arn:${resolver.place.partition}:s3:::${Bucket}`, PolicyDocument];
  });
  const keys = resolver
    .all('AWS::KMS::Key')
    .map(([id, properties]): [string, Policy] => [
      resolver.arn(id),
      KeyProperties.parse(properties).KeyPolicy,
    ]);
  return { roles, resources: new Map([...queues, ...topics, ...buckets, ...keys]) };
}

/** A queue's ARN by its URL. */
export function queueArn({ place: { partition, region, account } }: TemplateResolver, url: string): string {
  return `arn:${partition}:sqs:${region}:${account}:${url.slice(url.lastIndexOf('/') + 1)}`;
}

/** The path of the construct that a resource is made of, without the parts that all of a kind share. */
export function constructName({ template }: TemplateResolver, id: string): string {
  const path = z.string().parse(template.Resources[id]?.Metadata?.['aws:cdk:path']);
  return path.replace(/^[^/]+\//, '').replace(/(\/Role)?\/Resource$/, '');
}
