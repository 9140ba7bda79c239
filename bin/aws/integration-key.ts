import { KMSClient } from '@aws-sdk/client-kms';
import type { Integration } from '../../shared/paging/config.ts';
import { IntegrationKeys } from '../../shared/paging/integration-key-client.ts';
import { type AwsOptions, regionOf } from '../aws-options.ts';
import { readStackOutputs } from './stack-outputs.ts';

/** What a sender of the generic webhook is given. Whoever has it can raise alerts. */
interface IssuedKey {
  readonly key: string;
  readonly url: string;
}

/** The key of an integration, made by the deployed stack's KMS key. @throws UsageFault when it is not deployed */
export async function issueKey(integration: Integration, options: AwsOptions): Promise<IssuedKey> {
  const region = regionOf(options);
  const outputs = await readStackOutputs(options.stack, region);
  const keys = new IntegrationKeys(outputs.valueOf('IntegrationKeyId'), new KMSClient({ region }));
  const key = await keys.issue(integration);
  return { key, url: `${outputs.valueOf('ApiUrl').replace(/\/$/, '')}/v1/alerts/${key}` };
}
