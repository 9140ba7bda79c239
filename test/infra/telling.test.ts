import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { PICTURE_FILES } from '../../lib/constructs/picture-files.ts';
import { type OwnedStatement, resources, statements, synthesize } from './synthesized.ts';

describe('telling of cost findings', () => {
  let template: Template;
  let all: OwnedStatement[];
  beforeAll(() => {
    ({ template } = synthesize());
    all = statements(template);
  });
  const actionsOf = (owner: string) =>
    all
      .filter((one) => one.type === 'AWS::IAM::Policy' && one.owner.includes(owner))
      .flatMap(({ actions }) => actions)
      .filter((action) => !action.startsWith('logs:'));
  const functions = (service: string) =>
    resources(template, 'AWS::Lambda::Function').filter(([id]) => id.includes(service));

  test('who tells signs links and cannot check them; who shows the page checks and cannot sign, nor mail', () => {
    expect(actionsOf('TellFinding')).toEqual(
      expect.arrayContaining(['kms:GenerateMac', 'ses:SendEmail', 'ce:GetCostAndUsage', 'events:PutEvents']),
    );
    expect(actionsOf('TellFinding')).not.toContain('kms:VerifyMac');
    expect(actionsOf('ShowFinding')).toEqual(
      expect.arrayContaining(['kms:VerifyMac', 'dynamodb:GetItem', 'dynamodb:PutItem', 'events:PutEvents']),
    );
    for (const action of ['kms:GenerateMac', 'ses:SendEmail', 'ce:GetCostAndUsage', 'dynamodb:Query'])
      expect(actionsOf('ShowFinding')).not.toContain(action);
  });

  test('the check of channels reads what SES says and raises alerts, and sends nothing', () => {
    expect([...new Set(actionsOf('CheckChannels'))].sort()).toEqual([
      'events:PutEvents',
      'kms:Decrypt',
      'kms:GenerateDataKey',
      'ses:GetAccount',
      'ses:GetEmailIdentity',
      'ses:GetSuppressedDestination',
      'sqs:SendMessage',
    ]);
  });

  test('channels are checked once a week', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(0 13 ? * MON *)',
      Description: Match.stringLikeRegexp('told of them'),
    });
  });

  test('that nobody could be told is an alarm, for the pager and the operations topic', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Belltower',
      MetricName: 'FindingsUntold',
      Dimensions: [{ Name: 'service', Value: 'cost' }],
      Threshold: 0,
    });
  });

  test('without a pager findings are mailed whatever they cost, and channels have an alarm of their own', () => {
    const pagerOf = (one: Template) =>
      resources(one, 'AWS::Lambda::Function')
        .filter(([id]) => id.includes('TellFinding'))
        .map(([, fn]) => fn['Environment'].Variables.PAGER);
    expect(pagerOf(template)).toEqual(['yes']);
    template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { MetricName: 'ChannelsUnusable' }, 0);
    const { template: alone } = synthesize({ paging: false });
    expect(pagerOf(alone)).toEqual(['no']);
    alone.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { MetricName: 'ChannelsUnusable' }, 1);
  });

  test('what charts are drawn with exists, each file by a name of its own', () => {
    for (const file of PICTURE_FILES) expect(readFileSync(file).length).toBeGreaterThan(100_000);
    expect(new Set(PICTURE_FILES.map((file) => basename(file))).size).toBe(PICTURE_FILES.length);
    const [[, tell] = ['', {}]] = functions('TellFinding');
    expect(tell['MemorySize']).toBeGreaterThanOrEqual(1024);
  });
});
