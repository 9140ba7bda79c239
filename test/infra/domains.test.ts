import { describe, expect, test } from 'vitest';
import { resources, synthesize } from './synthesized.ts';

const PLATFORM_OUTPUTS = ['ApiUrl', 'AuditTable', 'BusName', 'OperationsTopicArn', 'SenderDnsRecords'];
const PAGING_OUTPUTS = [
  'AlarmTopicArn',
  'ContactsTable',
  'DeliveryDlqUrl',
  'DeliveryQueueUrl',
  'IncidentsTable',
  'IntakeDlqUrl',
  'IntakeQueueUrl',
  'IntegrationKeyId',
  'LadderArn',
  'LinkKeyId',
];

const COST_OUTPUTS = ['CostRunArn', 'CostsTable'];
const OTHER_OUTPUTS = ['CasesTable', 'LogGroupsTable', 'ResourcesTable'];

describe('domains', () => {
  test('say what a person needs next', () => {
    const outputs = synthesize().template.findOutputs('*');
    expect(Object.keys(outputs)).toEqual(
      expect.arrayContaining([...PLATFORM_OUTPUTS, ...PAGING_OUTPUTS, ...COST_OUTPUTS, ...OTHER_OUTPUTS]),
    );
    for (const output of Object.values(outputs)) expect(output['Description'].length).toBeGreaterThan(10);
  });

  test('that the configuration leaves out are not deployed', () => {
    const { template, findings } = synthesize({
      paging: false,
      cost: false,
      tags: false,
      logs: false,
      privacy: false,
    });
    expect(Object.keys(template.findOutputs('*')).sort()).toEqual(PLATFORM_OUTPUTS);
    expect(resources(template, 'AWS::DynamoDB::Table')).toHaveLength(1);
    expect(resources(template, 'AWS::Lambda::Function')).toHaveLength(1);
    template.resourceCountIs('AWS::StepFunctions::StateMachine', 0);
    template.resourceCountIs('AWS::SQS::Queue', 0);
    expect(findings).toEqual([]);
  });

  test('in the emulator keep nothing, log everything, and are reached on its port', () => {
    const { template } = synthesize({ context: { local: 'true', pageUrl: 'http://127.0.0.1:4566' } });
    template.allResources('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete' });
    template.allResourcesProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: false });
    template.allResources('AWS::KMS::Key', { DeletionPolicy: 'Delete' });
    const [[api] = ['']] = resources(template, 'AWS::ApiGatewayV2::Api');
    const url = { 'Fn::Join': ['', ['http://127.0.0.1:4566/_aws/execute-api/', { Ref: api }, '/$default']] };
    template.hasOutput('ApiUrl', { Value: url });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { PAGE_URL: url, LOG_LEVEL: 'DEBUG' } },
    });
  });
});
