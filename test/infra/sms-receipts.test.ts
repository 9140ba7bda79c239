import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { HOME, resources, statements, synthesize } from './synthesized.ts';

const place = Match.stringLikeRegexp(`^sns/eu-west-1/${HOME}/DirectPublishToPhoneNumber`);

describe('receipts of text messages', () => {
  let template: Template;
  beforeAll(() => {
    ({ template } = synthesize());
  });

  test('feed one function from both logs of SNS, which it lets in by their ARNs only', () => {
    const logs = resources(template, 'AWS::Logs::LogGroup').filter(([id]) =>
      id.startsWith('PagingSmsReceipts'),
    );
    const fed = resources(template, 'AWS::Logs::SubscriptionFilter').map(
      ([, one]) => one['LogGroupName'].Ref,
    );
    const named = logs.filter(([, one]) => 'LogGroupName' in one).map(([id]) => id);
    expect(named).toHaveLength(2);
    expect(fed.sort()).toEqual(named.sort());
    const allowed = resources(template, 'AWS::Lambda::Permission')
      .filter(([, one]) => one['Principal'] === 'logs.amazonaws.com')
      .map(([, one]) => one['SourceArn']['Fn::GetAtt'][0]);
    expect(allowed.sort()).toEqual(named.sort());
  });

  test('lie encrypted with our key, which serves these logs and no others', () => {
    const grants = statements(template).filter(
      ({ type, statement }) =>
        type === 'AWS::KMS::Key' && JSON.stringify(statement['Principal']).includes('logs.'),
    );
    expect(grants).toHaveLength(2);
    for (const { statement } of grants)
      expect(JSON.stringify(statement['Condition'].ArnEquals)).toContain('DirectPublishToPhoneNumber');
    template.resourcePropertiesCountIs(
      'AWS::Logs::LogGroup',
      { LogGroupName: place, KmsKeyId: Match.anyValue(), RetentionInDays: 3 },
      2,
    );
  });

  test('are written by SNS for this account, with a role that can do nothing else', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      Description: 'Lets SNS log what becomes of text messages',
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'sns.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': HOME } },
          },
        ],
      },
    });
    const actions = statements(template)
      .filter(({ owner }) => owner.includes('SmsReceiptsWriterRole'))
      .flatMap((one) => one.actions);
    expect(actions).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
    expect(template.findOutputs('SmsReceiptsRoleArn')).not.toEqual({});
  });

  test('are not there unless asked for', () => {
    const { template: without } = synthesize({ settings: { smsReceipts: false } });
    without.resourceCountIs('AWS::Logs::SubscriptionFilter', 0);
    expect(without.findOutputs('SmsReceiptsRoleArn')).toEqual({});
  });
});
