import { type ApiClient, createApiClient } from '../api-client.ts';
import { type AwsOptions, regionOf } from '../aws-options.ts';
import { readStackOutputs } from './stack-outputs.ts';

export interface ApiOptions extends AwsOptions {
  readonly api?: string;
}

/** The API at `--api`, or where the stack says it is. @throws UsageFault when neither is known */
export async function openApi(options: ApiOptions): Promise<ApiClient> {
  const { api, stack } = options;
  if (api !== undefined) return createApiClient({ url: api, region: regionInUrl(api) ?? regionOf(options) });
  const region = regionOf(options);
  const outputs = await readStackOutputs(stack, region);
  return createApiClient({ url: outputs.valueOf('ApiUrl'), region });
}

/** API Gateway's own addresses name the region, so that nothing else must be known at three in the morning. */
function regionInUrl(url: string): string | undefined {
  return /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?$/.exec(new URL(url).hostname)?.[1];
}
