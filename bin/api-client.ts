import { createHash, createHmac } from 'node:crypto';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity, Provider } from '@smithy/types';
import * as z from 'zod';

const Problem = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  code: z.string().optional(),
  faults: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** An answer of the API that is not a success: what it said, in its own words. */
export class ApiError extends Error {
  readonly status: number;
  /** The short code of the problem, such as `incident-not-found`; `http-<status>` where it gave none. */
  readonly code: string;
  readonly faults: readonly { readonly path: string; readonly message: string }[];

  constructor(status: number, problem: z.infer<typeof Problem>) {
    super(problem.detail ?? problem.title ?? `the API answered ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.code = problem.code ?? `http-${status}`;
    this.faults = problem.faults ?? [];
  }
}

export interface ApiOptions {
  /** Where the API is: the stack's output `ApiUrl`. */
  readonly url: string;
  readonly region: string;
  /** By default whatever the AWS CLI would use. */
  readonly credentials?: AwsCredentialIdentity | Provider<AwsCredentialIdentity>;
}

export interface ApiClient {
  /** The body of the answer, checked by `schema`. @throws ApiError */
  get<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>>;
  post<S extends z.ZodType>(path: string, body: unknown, schema: S): Promise<z.output<S>>;
  /** Any other call. The answer's body is undefined where it is empty. */
  send(method: string, path: string, body?: unknown): Promise<unknown>;
}

const TIMEOUT_MS = 15_000;

/** A client of the Belltower API that signs each request with SigV4, as the IAM routes want it. */
export function createApiClient({ url, region, credentials = defaultProvider() }: ApiOptions): ApiClient {
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 });
  const base = url.replace(/\/$/, '');

  async function send(method: string, path: string, body?: unknown): Promise<unknown> {
    const target = new URL(base + path);
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const signed = await signer.sign({
      method,
      protocol: target.protocol,
      hostname: target.hostname,
      path: target.pathname,
      query: Object.fromEntries(target.searchParams),
      headers: {
        host: target.host,
        ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(payload === undefined ? {} : { body: payload }),
    });
    const response = await fetch(target, {
      method,
      headers: signed.headers,
      ...(payload === undefined ? {} : { body: payload }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    const json = parseJson(text);
    if (!response.ok) throw new ApiError(response.status, Problem.safeParse(json).data ?? {});
    return json;
  }

  return {
    send,
    get: async (path, schema) => schema.parse(await send('GET', path)),
    post: async (path, body, schema) => schema.parse(await send('POST', path, body)),
  };
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
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
