import { beforeAll, describe, expect, test } from 'vitest';
import { TAGGING_ACTIONS } from '../../lib/tags/tagging-actions.ts';
import { CREATE_CALLS } from '../../shared/tags/events/table.ts';
import { CREATE_PATTERNS, MOST_PATTERN_CHARACTERS } from '../../shared/tags/tag-events.ts';
import { type Properties, resources, type Synthesized, statements, synthesize } from './synthesized.ts';

/** A field of an event as EventBridge compares it: with a value, or with a beginning. */
function fits(patterns: readonly (string | { prefix: string })[] | undefined, value: string): boolean {
  return (
    patterns === undefined ||
    patterns.some((one) => (typeof one === 'string' ? one === value : value.startsWith(one.prefix)))
  );
}

function matches(pattern: Properties, source: string, name: string): boolean {
  const { eventSource, eventName } = pattern['detail'];
  const service = `aws.${source.split('.')[0]}`;
  return fits(pattern['source'], service) && fits(eventSource, source) && fits(eventName, name);
}

describe('events of creation', () => {
  let dry: Synthesized;
  beforeAll(() => {
    dry = synthesize();
  });

  const rules = () =>
    resources(dry.template, 'AWS::Events::Rule').filter(([id]) => id.startsWith('TagsEvents'));
  const patterns = (bus: boolean) =>
    rules()
      .filter(([, rule]) => (rule['EventBusName'] !== undefined) === bus)
      .map(([, rule]) => rule['EventPattern']);
  const calls = CREATE_CALLS.flatMap(({ source, names }) => names.map((name) => [source, name] as const));

  test('of every known call reach the queue, on both buses, with the version of an API at the end of its name', () => {
    expect(calls.length).toBeGreaterThan(200);
    for (const bus of [false, true]) {
      const all = patterns(bus);
      const missed = calls.filter(([source, name]) => !all.some((one) => matches(one, source, name)));
      expect(missed).toEqual([]);
      for (const name of ['CreateFunction20150331', 'PublishLayerVersion20181031'])
        expect(all.some((one) => matches(one, 'lambda.amazonaws.com', name))).toBe(true);
      expect(
        all.some((one) => matches(one, 'cloudfront.amazonaws.com', 'CreateDistribution2020_05_31')),
      ).toBe(true);
    }
  });

  test.each([
    ['ec2', 'CreateTags'],
    ['ec2', 'CreateRoute'],
    ['ec2', 'DescribeInstances'],
    ['ec2', 'TerminateInstances'],
    ['logs', 'CreateLogStream'],
    ['logs', 'PutRetentionPolicy'],
    ['kms', 'CreateGrant'],
    ['cloudfront', 'CreateInvalidation'],
    ['lambda', 'CreateFunctionUrlConfig'],
    ['iam', 'CreatePolicyVersion'],
    ['s3', 'PutObject'],
    ['sts', 'AssumeRole'],
    ['tagging', 'TagResources'],
  ])('%s %s, which makes nothing that has tags, does not', (source, name) => {
    expect(patterns(false).some((one) => matches(one, `${source}.amazonaws.com`, name))).toBe(false);
  });

  test('cannot be made up: they are of AWS itself', () => {
    for (const [, rule] of rules()) {
      expect(rule['EventPattern']).toMatchObject({
        source: [{ prefix: 'aws.' }],
        'detail-type': ['AWS API Call via CloudTrail'],
      });
    }
  });

  test('are listened to within the limits of EventBridge', () => {
    expect(rules()).toHaveLength(CREATE_PATTERNS.length + 1);
    for (const [, rule] of rules())
      expect(JSON.stringify(rule['EventPattern']).length).toBeLessThanOrEqual(MOST_PATTERN_CHARACTERS);
  });

  test('may be put into the queue by these rules alone', () => {
    const arns = rules().map(([id]) => ({ 'Fn::GetAtt': [id, 'Arn'] }));
    for (const policy of ['TagsEventsQueuePolicy', 'TagsEventsQueueDeadLettersQueuePolicy']) {
      const sources = statements(dry.template)
        .filter(({ owner, statement }) => owner.startsWith(policy) && statement['Effect'] === 'Allow')
        .map(({ statement }) => statement['Condition'].ArnEquals['aws:SourceArn']);
      expect(sources).toEqual(arns);
    }
  });
});

describe('what the function that judges them may do', () => {
  let dry: Synthesized;
  let wet: Synthesized;
  beforeAll(() => {
    dry = synthesize();
    wet = synthesize({ tagging: { enforce: { mode: 'tag' }, apply: true } });
  });
  const allowed = ({ template }: Synthesized) =>
    statements(template).filter(({ owner }) => owner.startsWith('TagsEventsJudgeTagEventRole'));
  const actions = (stack: Synthesized) => allowed(stack).flatMap((one) => one.actions);
  const WRITES = /^(?!iam:List|tag:Get)(apigateway:|.*Tag)/;

  test('39: in a dry run it may write no tag, whatever it is told', () => {
    expect(actions(dry).filter((action) => WRITES.test(action) && !action.startsWith('iam:List'))).toEqual(
      [],
    );
    for (const tagging of [{ apply: true }, { enforce: { mode: 'tag' } }])
      expect(actions(synthesize({ tagging }))).not.toContain('tag:TagResources');
  });

  test('it may write the tags of every service whose create calls it knows', () => {
    const services = new Set(
      actions(wet)
        .filter((action) => WRITES.test(action))
        .map((action) => action.split(':')[0]),
    );
    const alike: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };
    const known = CREATE_CALLS.map(({ source }) => source.replace('.amazonaws.com', ''));
    expect(known.map((one) => alike[one] ?? one).filter((one) => !services.has(one))).toEqual([
      'cloudformation',
    ]);
    expect(Object.keys(TAGGING_ACTIONS).every((service) => services.has(service))).toBe(true);
  });

  test('but only those of the keys of the policy, in any spelling, where a service tells IAM which', () => {
    const ofKeys = { 'ForAllValues:StringEqualsIgnoreCase': { 'aws:TagKeys': ['team', 'team ', ' team'] } };
    const without = allowed(wet)
      .filter(({ actions: of }) => of.some((action) => WRITES.test(action)))
      .filter(({ statement }) => JSON.stringify(statement['Condition']) !== JSON.stringify(ofKeys));
    expect(without.flatMap((one) => one.actions).sort()).toEqual([
      'apigateway:DELETE',
      'apigateway:POST',
      'apigateway:PUT',
      's3:GetBucketTagging',
      's3:PutBucketTagging',
      'tag:TagResources',
      'tag:UntagResources',
    ]);
  });

  test.each<[string[], string[]]>([
    [['account'], []],
    [['stack', 'asg'], []],
    [['instance'], ['ec2:DescribeInstances', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeVolumes']],
    [['vpc'], expect.arrayContaining(['ec2:DescribeSubnets', 'ec2:DescribeVpcs'])],
  ])('to inherit from %j it may look at that, and at no other', (inherit, expected) => {
    const stack = synthesize({ tagging: { required: [{ key: 'team', inherit }] } });
    const looks = (owner: string) =>
      statements(stack.template)
        .filter((one) => one.owner.includes(owner))
        .flatMap((one) => one.actions)
        .filter((action) => /^ec2:(?!(Create|Delete)Tags)/.test(action));
    expect(looks('JudgeTagEvent')).toEqual(expected);
    expect(looks('SweepTagCell')).toEqual(looks('JudgeTagEvent'));
    expect([looks('ConcludeTagSweep'), stack.findings]).toEqual([[], []]);
  });

  test('no action is a pattern, and what it is allowed fits into its role', () => {
    expect(actions(wet).filter((action) => action.includes('*'))).toEqual([]);
    for (const stack of [dry, wet]) {
      const [role] = resources(stack.template, 'AWS::IAM::Role').filter(([id]) =>
        id.startsWith('TagsEventsJudgeTagEventRole'),
      );
      expect(JSON.stringify(role?.[1]['Policies']).length).toBeLessThan(10_240);
      expect(stack.findings).toEqual([]);
    }
  });
});
