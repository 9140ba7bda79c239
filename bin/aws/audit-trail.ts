import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AuditChainStore } from '../../shared/privacy/audit-chain-store.ts';
import { AuditJournalStore } from '../../shared/privacy/audit-journal-store.ts';
import type { AuditTrail } from '../../shared/privacy/verify-audit.ts';
import { documentsOf } from '../../shared/runtime/aws-clients.ts';
import { type AwsOptions, regionOf } from '../aws-options.ts';
import { readStackOutputs } from './stack-outputs.ts';

/** The audit trail of the deployed stack. @throws UsageFault when it is not deployed */
export async function readAudit(options: AwsOptions): Promise<AuditTrail> {
  const region = regionOf(options);
  const outputs = await readStackOutputs(options.stack, region);
  const client = documentsOf(new DynamoDBClient({ region }));
  const table = outputs.valueOf('CasesTable');
  return new AuditJournalStore(client, table, new AuditChainStore(client, table)).trail();
}
