/** An answer of the HTTP API as it came. */
export interface HttpAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  /** The body where it is JSON. */
  readonly json: unknown;
}

/** Any signature will do for the emulator, which looks only whether there is one. */
const SIGNED = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/execute-api/aws4_request, SignedHeaders=host, Signature=0',
};

export interface HttpCall {
  readonly method?: string;
  /** Sent as it is; the content type is that of JSON unless it is a form. */
  readonly body?: string | URLSearchParams;
  readonly signed?: boolean;
}

/** Calls a URL without a client in between, to see what callers see. */
export async function httpAnswer(
  url: string,
  { method = 'GET', body, signed = false }: HttpCall = {},
): Promise<HttpAnswer> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(signed ? SIGNED : {}),
      ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
    },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(20_000),
  });
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    text,
    json: parse(text),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
