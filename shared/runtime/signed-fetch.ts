import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity, Provider } from '@smithy/types';

/** Who calls which service of AWS where. */
export interface SigningOptions {
  /** As in the credential scope: `execute-api`, `sts`. */
  readonly service: string;
  readonly region: string;
  /** By default whatever the AWS CLI would use. */
  readonly credentials?: AwsCredentialIdentity | Provider<AwsCredentialIdentity> | undefined;
}

interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

type SignedFetch = (request: SignedRequest) => Promise<Response>;

const TIMEOUT_MS = 15_000;

/** `fetch` that signs each request with SigV4 and gives up after 15 s. */
export function signedFetch({
  service,
  region,
  credentials = defaultProvider(),
}: SigningOptions): SignedFetch {
  const signer = new SignatureV4({ service, region, credentials, sha256: Hash.bind(null, 'sha256') });
  return async ({ method, url, headers = {}, body }) => {
    const payload = body === undefined ? {} : { body };
    const signed = await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { ...headers, host: url.host },
      ...payload,
    });
    return fetch(url, {
      method,
      headers: signed.headers,
      ...payload,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  };
}
