import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { UsageFault } from '../usage-fault.ts';

/** What a deployed stack says of itself. */
export interface StackOutputs {
  /** @throws UsageFault where the stack has no such output */
  valueOf(output: string): string;
}

/** Reads the outputs of a stack. @throws UsageFault when there is no such stack */
export async function readStackOutputs(stack: string, region: string): Promise<StackOutputs> {
  const client = new CloudFormationClient({ region });
  const { Outputs = [] } = await describe(client, stack, region);
  const values = new Map(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  return {
    valueOf(output) {
      const value = values.get(output);
      if (value !== undefined) return value;
      throw new UsageFault(
        `belltower: the stack ${stack} in ${region} has no output ${output}; deploy this version with paging.yaml in the configuration: npx cdk deploy`,
      );
    },
  };
}

async function describe(client: CloudFormationClient, stack: string, region: string) {
  try {
    const { Stacks: [found] = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    if (found !== undefined) return found;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ValidationError') throw error;
  }
  throw new UsageFault(
    `belltower: there is no stack ${stack} in ${region}; deploy it with npx cdk deploy, or say where it is with --stack and --region`,
  );
}
