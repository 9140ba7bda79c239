import { createHash, createHmac } from 'node:crypto';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
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
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
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

/** SHA-256 in the shape the signer takes. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', asBytes(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(asBytes(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    throw new Error('the signer makes a new one each time');
  }
}

function asBytes(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data, 'utf8');
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
