import { CfnResource, Validations } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Synthesized, synthesize } from './synthesized.ts';

describe('the rules of cdk-nag and of CloudFormation', () => {
  let synthesized: Synthesized;
  beforeAll(() => {
    synthesized = synthesize();
  });

  test('find nothing', () => {
    expect(synthesized.findings).toEqual([]);
  });

  test('find nothing in what is deployed locally', () => {
    const local = synthesize({ context: { local: 'true', pageUrl: 'http://127.0.0.1:4566' } });
    expect(local.findings).toEqual([]);
  });

  test('are acknowledged with a reason only', () => {
    const acknowledged = synthesized.stack.node
      .findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>)); // what acknowledge() writes
    expect(acknowledged.length).toBeGreaterThan(0);
    for (const [, reason] of acknowledged) expect(reason.length).toBeGreaterThan(20);
    const rules = acknowledged.map(([id]) => id.replace(/^.*::(?=Aws)/, '').replace(/<\w+\./, '<…'));
    expect([...new Set(rules)].sort()).toEqual([
      'AwsSolutions-APIG4',
      'AwsSolutions-IAM5[Resource::*]',
      'AwsSolutions-IAM5[Resource::<…Arn>/reviews/*]',
      'AwsSolutions-IAM5[Resource::arn:aws:cloudformation:*:111111111111:stack/*]',
      'AwsSolutions-IAM5[Resource::arn:aws:dynamodb:*:111111111111:table/profiles]',
      'AwsSolutions-IAM5[Resource::arn:aws:iam::*:role/BelltowerMember]',
      'AwsSolutions-IAM5[Resource::arn:aws:iam::111111111111:*]',
      'AwsSolutions-IAM5[Resource::arn:aws:kms:eu-west-1:111111111111:alias/belltower/subject/*]',
      'AwsSolutions-IAM5[Resource::arn:aws:kms:eu-west-1:111111111111:key/*]',
      'AwsSolutions-IAM5[Resource::arn:aws:logs:*:111111111111:log-group:*]',
      'AwsSolutions-IAM5[Resource::arn:aws:states:eu-west-1:111111111111:execution:<…Name>/Cells:*]',
      'AwsSolutions-IAM5[Resource::arn:aws:states:eu-west-1:111111111111:execution:<…Name>:*]',
      'AwsSolutions-S1',
      'AwsSolutions-SF1',
      'AwsSolutions-SF2',
    ]);
  });

  test('are asked indeed: both find what is wrong', () => {
    const { findings } = synthesize({
      spoil: (stack) => {
        new Topic(stack, 'InTheClear');
        new CfnResource(stack, 'Malformed', {
          type: 'AWS::SQS::Queue',
          properties: { VisibilityTimeout: 'never' },
        });
      },
    });
    const rules = findings.map(({ ruleName }) => ruleName);
    expect(rules).toContainEqual(expect.stringContaining('AwsSolutions-SNS3'));
    expect(findings.map(({ description }) => description)).toContainEqual(
      expect.stringContaining('VisibilityTimeout'),
    );
  });
});
