import { AutoScalingClient, CreateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { CreateBucketCommand, PutBucketTaggingCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { millis } from '../shared/kernel/duration.ts';
import { instant } from '../shared/kernel/instant.ts';
import { groupsNamed } from '../shared/tags/auto-scaling-client.ts';
import { tagReader } from '../shared/tags/current-tags-client.ts';
import { planEnforcement, type SeenResource } from '../shared/tags/plan-enforcement.ts';
import type { TagBatch } from '../shared/tags/plan-tagging.ts';
import { compilePolicy } from '../shared/tags/policy.ts';
import { readMade } from '../shared/tags/read-made.ts';
import type { Resource, Tags } from '../shared/tags/resource.ts';
import type { ResourceRecord } from '../shared/tags/resource-record.ts';
import { ResourceStore } from '../shared/tags/resource-store.ts';
import { reasonText } from '../shared/tags/verdict.ts';
import { LOCAL_REGION, localClientConfig } from './aws-environment.ts';
import { ExpectationFailed, until } from './expectation.ts';
import { readLocalTags } from './local-config.ts';
import type { StepOf } from './scenario.ts';
import type { ScenarioWorld } from './scenario-world.ts';
import { type MadeCall, trailEntry } from './trail-entry.ts';

type Making = StepOf<'makeResource'>;

/** Makes something real, with these tags; the event of it, which the emulator does not send, is kept until it is told. */
export async function makeResource(making: Making, world: ScenarioWorld): Promise<string> {
  const { kind, name, tags, by } = making;
  world.made.set(name, { by, ...(await MAKERS[kind](name, tags, world.url)) });
  const said = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  return `${by} made the ${kind} ${name} with ${said.join(', ') || 'no tags'}`;
}

const MAKERS: Readonly<
  Record<Making['kind'], (name: string, tags: Tags, url: string) => Promise<Omit<MadeCall, 'by'>>>
> = {
  table: async (TableName, tags, url) => {
    const { TableDescription } = await new DynamoDBClient(localClientConfig(url)).send(
      new CreateTableCommand({
        TableName,
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        Tags: listed(tags),
      }),
    );
    const request = { tableName: TableName, tags: lowerCase(tags) };
    const response = { tableDescription: { tableArn: TableDescription?.TableArn, tableStatus: 'CREATING' } };
    return { source: 'dynamodb', name: 'CreateTable', request, response };
  },
  queue: async (QueueName, tags, url) => {
    const { QueueUrl } = await new SQSClient(localClientConfig(url)).send(
      new CreateQueueCommand({ QueueName, tags: { ...tags } }),
    );
    const request = { queueName: QueueName, tags };
    return { source: 'sqs', name: 'CreateQueue', request, response: { queueUrl: QueueUrl } };
  },
  bucket: async (Bucket, tags, url) => {
    const s3 = new S3Client({ ...localClientConfig(url), forcePathStyle: true });
    await s3.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: LOCAL_REGION } }),
    );
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: listed(tags) } }));
    const request = {
      bucketName: Bucket,
      createBucketConfiguration: { locationConstraint: LOCAL_REGION },
      Host: 's3.amazonaws.com',
    };
    return { source: 's3', name: 'CreateBucket', request, response: null };
  },
  role: async (RoleName, tags, url) => {
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [] });
    const { Role } = await new IAMClient(localClientConfig(url)).send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, Tags: listed(tags) }),
    );
    const request = { roleName: RoleName, tags: lowerCase(tags) };
    const response = { role: { roleName: RoleName, arn: Role?.Arn, path: '/' } };
    return { source: 'iam', name: 'CreateRole', request, response };
  },
  group: async (AutoScalingGroupName, tags, url) => {
    const client = new AutoScalingClient(localClientConfig(url));
    await client.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName,
        MinSize: 0,
        MaxSize: 0,
        AvailabilityZones: [`${LOCAL_REGION}a`],
        Tags: listed(tags),
      }),
    );
    const [group] = await groupsNamed(client, [AutoScalingGroupName]);
    const request = { autoScalingGroupName: AutoScalingGroupName, tags: lowerCase(tags) };
    return {
      source: 'autoscaling',
      name: 'CreateAutoScalingGroup',
      request,
      response: null,
      arn: group?.arn,
    };
  },
};

function listed(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function lowerCase(tags: Tags): object[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** Judges all that was made by the tags it has, writes nothing, and says what would be written. */
export async function planTags(_: StepOf<'planTags'>, world: ScenarioWorld): Promise<string> {
  const policy = compilePolicy(readLocalTags());
  const now = instant(Date.now());
  const resources = [...world.made.values()].map(resourceOf);
  const current = await readerOf(world).read(resources);
  const seen = resources.map((resource): SeenResource => {
    const tags = current.get(resource.arn);
    return { resource: { ...resource, tags: tags?.kind === 'tags' ? tags.tags : {} }, seenAt: now };
  });
  const { judged, batches } = planEnforcement(seen, new Map(), policy, now);
  world.planned = new Map(batches.flatMap((batch) => batch.arns.map((arn) => [arn, batch] as const)));
  const lines = judged.map(
    ({ resource, verdict }) =>
      `${verdict.verdict}  ${resource.arn}\n    ${reasonText(verdict.reasons)}\n    it would ${writeWords(world.planned.get(resource.arn))}`,
  );
  const wrong = judged.filter(({ verdict }) => verdict.verdict === 'violation').length;
  return `a dry run over ${judged.length} resources, nothing is written: ${wrong} violate the policy\n${lines.join('\n')}`;
}

function writeWords(batch: Pick<TagBatch, 'set' | 'remove'> | undefined): string {
  if (batch === undefined) return 'write nothing';
  const set = Object.entries(batch.set).map(([key, value]) => `${key}=${value}`);
  return [
    ...(set.length === 0 ? [] : [`set ${set.join(', ')}`]),
    ...(batch.remove.length === 0 ? [] : [`remove ${batch.remove.join(', ')}`]),
  ].join(' and ');
}

/** Puts the events of all that was made on the default bus, as CloudTrail does on AWS. */
export async function tellTrail(_: StepOf<'tellTrail'>, world: ScenarioWorld): Promise<string> {
  const entries = [...world.made.values()].map((call) => trailEntry(call, Date.now()));
  const bus = new EventBridgeClient(localClientConfig(world.url));
  for (const Entry of entries) {
    const { FailedEntryCount } = await bus.send(new PutEventsCommand({ Entries: [Entry] }));
    if (FailedEntryCount !== 0) throw new Error('the default bus refused an event');
  }
  return `${entries.length} events of CloudTrail on the default bus`;
}

/** Whether a resource is recorded with a verdict, has these tags, and was written exactly as the dry run said. */
export async function expectTags(
  { name, verdict, are, within }: StepOf<'expectTags'>,
  world: ScenarioWorld,
  signal: AbortSignal,
): Promise<string> {
  const made = world.made.get(name);
  if (made === undefined) throw new ExpectationFailed(`${name} was not made`);
  const resource = resourceOf(made);
  const { ResourcesTable: resources, AuditTable: audit } = world.outputs;
  const store = new ResourceStore(world.documents, { resources, audit });
  let record: ResourceRecord | undefined;
  const arrived = await until(Date.now() + millis(within), signal, async () => {
    record = (await store.read([resource.arn])).get(resource.arn);
    return record?.verdict === verdict;
  });
  if (!arrived)
    throw new ExpectationFailed(
      `${name} should be ${verdict} within ${within}, but ${record === undefined ? 'is not recorded' : `is ${record.verdict} (${record.reason})`}`,
    );
  const plan = world.planned.get(resource.arn);
  if (
    JSON.stringify([plan?.set, plan?.remove]) !== JSON.stringify([record?.wrote?.set, record?.wrote?.removed])
  )
    throw new ExpectationFailed(`${name}: what was written is not what the dry run said`);
  const current = (await readerOf(world).read([resource])).get(resource.arn);
  const tags = current?.kind === 'tags' ? current.tags : {};
  const wrong = Object.entries(are).filter(([key, value]) => tags[key] !== value);
  if (wrong.length > 0)
    throw new ExpectationFailed(`${name} has ${JSON.stringify(tags)}, wanted ${JSON.stringify(are)}`);
  return `${name}: ${verdict} (${record?.reason ?? ''}); done, as the dry run said: ${writeWords(plan)}`;
}

function resourceOf(call: MadeCall): Resource {
  const made = readMade(JSON.parse(trailEntry(call, Date.now()).Detail));
  const [resource] = made.kind === 'made' ? made.resources : [];
  if (resource === undefined) throw new Error(`what ${call.name} made cannot be made out`);
  return { ...resource, arn: call.arn ?? resource.arn };
}

function readerOf({ url }: ScenarioWorld) {
  const tagging = new ResourceGroupsTaggingAPIClient(localClientConfig(url));
  const iam = new IAMClient(localClientConfig(url));
  const autoscaling = new AutoScalingClient(localClientConfig(url));
  return tagReader({ tagging: () => tagging, iam: () => iam, autoscaling: () => autoscaling });
}
