import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { resources, statements, synthesize } from './synthesized.ts';

describe('the monthly review', () => {
  let template: Template;
  beforeAll(() => {
    ({ template } = synthesize());
  });
  const actionsOf = (owner: string) =>
    statements(template)
      .filter((one) => one.type === 'AWS::IAM::Policy' && one.owner.includes(owner))
      .flatMap(({ actions }) => actions)
      .sort();

  test('runs daily, an hour after costs came in, and its failures are kept', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(0 7 * * ? *)',
      Target: {
        Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^CostReviewsReviewCosts'), 'Arn'] },
        Input: '{"at":"<aws.scheduler.scheduled-time>"}',
      },
    });
  });

  test('keeps its pages where nobody else can read them, for two years and a month', () => {
    const [[, bucket] = ['', {}], ...others] = resources(template, 'AWS::S3::Bucket');
    expect(others).toEqual([]);
    expect(bucket).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: expect.anything() },
          },
        ],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 761 }] },
      VersioningConfiguration: { Status: 'Enabled' },
    });
    template.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Retain' });
  });

  test('lets nothing into its pages or out without TLS', () => {
    const [[, policy] = ['', {}]] = resources(template, 'AWS::S3::BucketPolicy');
    expect(policy['PolicyDocument'].Statement).toEqual([
      expect.objectContaining({
        Effect: 'Deny',
        Action: 's3:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ]);
  });

  test('writes pages with one function and reads them with another; neither can list or delete any', () => {
    const s3 = (owner: string) => actionsOf(owner).filter((action) => action.startsWith('s3:'));
    expect([s3('ReviewCosts'), s3('ShowReview')]).toEqual([['s3:PutObject'], ['s3:GetObject']]);
    const all = statements(template).filter(({ type }) => type === 'AWS::IAM::Policy');
    expect(
      all.flatMap(({ actions }) => actions).filter((action) => /^s3:(?!PutObject|GetObject)/.test(action)),
    ).toEqual([]);
  });

  test('serves a page without seeing the costs', () => {
    expect(actionsOf('ShowReview')).toEqual([
      'kms:Decrypt',
      'kms:VerifyMac',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:GetObject',
    ]);
  });
});

test('budgets are watched by a function that reads costs, writes what it told, mails and raises alerts', () => {
  const { template } = synthesize();
  const own = statements(template).filter(({ owner }) => owner.includes('WatchBudgets'));
  const actions = own.flatMap((one) => one.actions).filter((action) => !/^(kms|logs):/.test(action));
  expect(actions.sort()).toEqual([
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'events:PutEvents',
    'ses:SendEmail',
  ]);
});
