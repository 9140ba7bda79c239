import type { SweepCell } from '../shared/platform/sweep.ts';
import { PATH_WITH_NODE } from './places.ts';

/** The account and region everything local is in. Any credentials do; these can never be someone's real ones. */
export const LOCAL_ACCOUNT = '000000000000';
export const LOCAL_REGION = 'eu-west-1';
export const LOCAL_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

/** What an AWS SDK client needs to talk to the emulator and to nothing else. */
export function localClientConfig(url: string) {
  return { endpoint: url, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS };
}

/** The same in a member account of the emulator, which takes a key of 12 digits for the account. */
export function memberClientConfig(url: string, { account, region }: SweepCell) {
  return { endpoint: url, region, credentials: { ...LOCAL_CREDENTIALS, accessKeyId: account } };
}

/** The environment for a child process, without anything of the developer's own AWS set-up. */
export function cleanEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS_|CDK_|NODE_OPTIONS$|npm_)/.test(name));
  return { ...Object.fromEntries(kept), PATH: PATH_WITH_NODE, ...extra };
}

/** The environment in which the AWS tools reach the emulator at `url` and nothing else. */
export function localAwsEnvironment(url: string): NodeJS.ProcessEnv {
  return cleanEnvironment({
    AWS_ENDPOINT_URL: url,
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  });
}
