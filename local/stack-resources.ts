import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { localClientConfig } from './aws-environment.ts';
import { LocalFault } from './local-fault.ts';
import { STACK } from './stack-outputs.ts';

/** What each resource of the deployed stack is called in its service, by logical id. */
export async function physicalIds(url: string): Promise<ReadonlyMap<string, string>> {
  const client = new CloudFormationClient(localClientConfig(url));
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: STACK }));
  return new Map(
    StackResources.map(({ LogicalResourceId = '', PhysicalResourceId = '' }) => [
      LogicalResourceId,
      PhysicalResourceId,
    ]),
  );
}

/** The resource whose logical id is this and the hash that the CDK puts behind it. @throws LocalFault without one */
export function physicalId(ids: ReadonlyMap<string, string>, logicalId: string): string {
  const known = [...ids].find(
    ([id]) => id.startsWith(logicalId) && /^[0-9A-F]{8}$/.test(id.slice(logicalId.length)),
  );
  if (known === undefined) throw new LocalFault(`the stack has no resource ${logicalId}`);
  return known[1];
}
