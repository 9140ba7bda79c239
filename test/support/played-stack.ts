import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';

export const API = 'https://abc123.execute-api.eu-west-1.amazonaws.com';

/** A deployed stack named Belltower, as CloudFormation describes it. */
export function playStack(outputs: Readonly<Record<string, string>> = {}) {
  const all = {
    ApiUrl: API,
    ContactsTable: 'contacts',
    IncidentsTable: 'incidents',
    AuditTable: 'audit',
    IntegrationKeyId: 'integration-key',
    ...outputs,
  };
  const cloudFormation = mockClient(CloudFormationClient);
  cloudFormation.on(DescribeStacksCommand).callsFake(async ({ StackName }: { StackName: string }) => {
    if (StackName !== 'Belltower')
      throw Object.assign(new Error(`Stack with id ${StackName} does not exist`), {
        name: 'ValidationError',
      });
    const Outputs = Object.entries(all).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
    return { Stacks: [{ StackName, Outputs }] };
  });
  return cloudFormation;
}
