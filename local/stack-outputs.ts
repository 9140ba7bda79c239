import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { localClientConfig } from './aws-environment.ts';
import { LocalFault } from './local-fault.ts';

export const STACK = 'Belltower';
/** The tag on the deployed stack that says which source it was made from. */
export const SOURCE_TAG = 'belltower-source';

/** What the deployed stack says of itself. */
export const StackOutputs = z.object({
  AlarmTopicArn: z.string(),
  ApiUrl: z.url(),
  OperationsTopicArn: z.string(),
  BusName: z.string(),
  ContactsTable: z.string(),
  IncidentsTable: z.string(),
  AuditTable: z.string(),
  IntegrationKeyId: z.string(),
  LinkKeyId: z.string(),
  LadderArn: z.string(),
  IntakeQueueUrl: z.url(),
  IntakeDlqUrl: z.url(),
  DeliveryQueueUrl: z.url(),
  DeliveryDlqUrl: z.url(),
  CostsTable: z.string(),
  CostRunArn: z.string(),
  CasesTable: z.string(),
  ErasureArn: z.string(),
  TagKeyId: z.string(),
  SigningKeyId: z.string(),
  LogGroupsTable: z.string(),
  LogSweepArn: z.string(),
  ResourcesTable: z.string(),
  TagEventsDlqUrl: z.url(),
  TagSweepArn: z.string(),
});
export type StackOutputs = z.infer<typeof StackOutputs>;

interface DeployedStack {
  readonly complete: boolean;
  readonly source: string | undefined;
  readonly outputs: StackOutputs;
}

/** The stack as the emulator has it; undefined where it is not deployed. */
export async function describeStack(url: string): Promise<DeployedStack | undefined> {
  const client = new CloudFormationClient(localClientConfig(url));
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: STACK }));
    if (stack === undefined) return undefined;
    const values = Object.fromEntries(
      (stack.Outputs ?? []).map((output) => [output.OutputKey, output.OutputValue]),
    );
    const outputs = StackOutputs.safeParse(values);
    if (!outputs.success) {
      const missing = outputs.error.issues.map((issue) => issue.path.join('.')).join(', ');
      throw new LocalFault(`the stack ${STACK} lacks outputs that the local run needs: ${missing}`);
    }
    return {
      complete: /^(CREATE|UPDATE)_COMPLETE$/.test(stack.StackStatus ?? ''),
      source: stack.Tags?.find((tag) => tag.Key === SOURCE_TAG)?.Value,
      outputs: outputs.data,
    };
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError') return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}
