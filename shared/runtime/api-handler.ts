import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import type { Contract } from '../kernel/contract.ts';
import { AppError, invalidInput } from '../kernel/errors.ts';
import { errorFacts, HTTP_STATUS, toAppError } from './error-table.ts';
import { logger, metrics } from './telemetry.ts';

/** The largest body taken, in bytes. */
export const MOST_BODY_BYTES = 256 * 1024;

/** A request whose parts fit their schemas. */
export interface ApiRequest<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** Who signed it, as an audit entry names them. */
  readonly caller: string;
  readonly requestId: string;
}

/** A JSON answer, unless `body` is text, which goes out as `headers` say. */
export interface ApiResponse {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A contract with the code that fulfils it. */
export interface Operation {
  readonly route: string;
  run(event: APIGatewayProxyEventV2): Promise<ApiResponse>;
}

/** Ties code to a contract: the request is parsed before it runs, and refused with the path of each fault. */
export function operation<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  contract: Contract<P, Q, B>,
  handle: (request: ApiRequest<z.output<P>, z.output<Q>, z.output<B>>) => Promise<ApiResponse>,
): Operation {
  return {
    route: contract.route,
    run: async (event) => {
      const body = contract.body === undefined ? undefined : jsonBody(event);
      const params = parsePart('the path', contract.params, event.pathParameters ?? {});
      const query = parsePart('the query', contract.query, event.queryStringParameters ?? {});
      const parsedBody = contract.body === undefined ? undefined : parsePart('the body', contract.body, body);
      return handle({
        params,
        query,
        body: parsedBody as z.output<B>, // undefined exactly where the contract has no body
        caller: callerOf(event),
        requestId: event.requestContext.requestId,
      });
    },
  };
}

/** The bundle for functions behind the HTTP API: routing by route key, errors as RFC 9457 problem details. */
export function apiHandler(operations: readonly Operation[]) {
  async function answer(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
    try {
      const found = operations.find(({ route }) => route === event.routeKey);
      if (found === undefined)
        throw new AppError('there is nothing at this address', {
          code: 'route-not-found',
          kind: 'not-found',
        });
      return toResult(await found.run(event));
    } catch (thrown) {
      const error = toAppError(thrown);
      const facts = { route: event.routeKey, ...errorFacts(thrown) };
      if (error.kind === 'bug') logger.error('request-failed', facts);
      else logger.info('request-refused', facts);
      return toResult(problem(error, event.requestContext.requestId));
    }
  }
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>(answer).use([
    injectLambdaContext(logger),
    logMetrics(metrics),
  ]);
}

/** The body as text, decoded; refused when it is larger than we take. */
export function bodyText(event: APIGatewayProxyEventV2): string {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.byteLength > MOST_BODY_BYTES) {
    throw new AppError(`the body is larger than ${MOST_BODY_BYTES / 1024} KB`, {
      code: 'body-too-large',
      kind: 'too-large',
    });
  }
  return bytes.toString('utf8');
}

function jsonBody(event: APIGatewayProxyEventV2): unknown {
  const text = bodyText(event);
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('the body is not JSON', {
      code: 'malformed-json',
      kind: 'invalid',
      cause,
      faults: [{ path: '', message: 'a JSON value' }],
    });
  }
}

function parsePart<S extends z.ZodType>(what: string, schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalidInput(what, parsed.error.issues);
  return parsed.data;
}

/** The signer's unique id, which is not a name; a session's own name, which may be an e-mail address, is left out. */
function callerOf(event: APIGatewayProxyEventV2): string {
  // Routes with IAM authorization have this; the type of the plain event does not know it.
  const context = event.requestContext as { authorizer?: { iam?: { userId?: string | null } } };
  return `iam:${context.authorizer?.iam?.userId?.split(':')[0] ?? 'unsigned'}`;
}

function problem(error: AppError, requestId: string): ApiResponse {
  const status = HTTP_STATUS[error.kind];
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(status === 429 || status === 503 ? { 'retry-after': '2' } : {}),
    },
    body: {
      type: `urn:belltower:problem:${error.code}`,
      title: error.message,
      status,
      code: error.code,
      requestId,
      ...(error.faults.length > 0 ? { errors: error.faults } : {}),
    },
  };
}

function toResult({ status, body, headers }: ApiResponse): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}
