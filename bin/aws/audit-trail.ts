import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SignedHead } from '../../shared/privacy/audit-chain.ts';
import { AuditChainStore } from '../../shared/privacy/audit-chain-store.ts';
import { documentsOf } from '../../shared/runtime/aws-clients.ts';
import { type AwsOptions, regionOf } from '../aws-options.ts';
import { readStackOutputs } from './stack-outputs.ts';

/** The audit chain of the deployed stack, and every head of it that was signed. @throws UsageFault when it is not deployed */
export async function readAudit(
  options: AwsOptions,
): Promise<{ readonly entries: readonly unknown[]; readonly heads: readonly SignedHead[] }> {
  const region = regionOf(options);
  const outputs = await readStackOutputs(options.stack, region);
  const client = documentsOf(new DynamoDBClient({ region }));
  const chain = new AuditChainStore(client, outputs.valueOf('CasesTable'));
  // Heads first: an entry may be added meanwhile, and what a head vouches for must be there.
  const heads = await chain.signedHeads();
  const entries: unknown[] = [];
  for await (const entry of chain.entries()) entries.push(entry);
  return { entries, heads };
}
