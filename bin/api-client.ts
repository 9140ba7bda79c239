import type * as z from 'zod';
import { type SigningOptions, signedFetch } from '../shared/runtime/signed-fetch.ts';
import { ApiError, Problem } from './api-error.ts';

export interface ApiOptions extends Omit<SigningOptions, 'service'> {
  /** Where the API is: the stack's output `ApiUrl`. */
  readonly url: string;
}

export interface ApiClient {
  /** The body of the answer, checked by `schema`. @throws ApiError */
  get<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>>;
  post<S extends z.ZodType>(path: string, body: unknown, schema: S): Promise<z.output<S>>;
  /** Any other call. The answer's body is undefined where it is empty. */
  send(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** A client of the Belltower API that signs each request with SigV4, as the IAM routes want it. */
export function createApiClient({ url, ...signing }: ApiOptions): ApiClient {
  const fetchSigned = signedFetch({ service: 'execute-api', ...signing });
  const base = url.replace(/\/$/, '');

  async function send(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetchSigned({
      method,
      url: new URL(base + path),
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const json = parseJson(await response.text());
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
