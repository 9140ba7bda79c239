import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, Context, SQSEvent } from 'aws-lambda';
import { T0 } from './paging.ts';

/** What the runtime hands to every function. */
export const CONTEXT: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'f',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111111111111:function:f',
  memoryLimitInMB: '512',
  awsRequestId: 'request-1',
  logGroupName: 'g',
  logStreamName: 's',
  getRemainingTimeInMillis: () => 30_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};

/** A batch of messages, delivered for the n-th time. */
export function sqsEvent(bodies: readonly string[], deliveries = 1): SQSEvent {
  return {
    Records: bodies.map((body, n) => ({
      messageId: `m${n}`,
      receiptHandle: `r${n}`,
      body,
      md5OfBody: '',
      messageAttributes: {},
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-west-1:111111111111:q',
      awsRegion: 'eu-west-1',
      attributes: {
        ApproximateReceiveCount: String(deliveries),
        SentTimestamp: String(Date.parse(T0)),
        SenderId: 's',
        ApproximateFirstReceiveTimestamp: '0',
      },
    })),
  };
}

/** Lines of a log as a subscription delivers them. */
export function logEvent(...lines: readonly string[]) {
  const logEvents = lines.map((message, n) => ({ id: `e${n}`, timestamp: Date.parse(T0), message }));
  const payload = JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents });
  return { awslogs: { data: gzipSync(payload).toString('base64') } };
}

export interface HttpRequest {
  readonly route: string;
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: string;
  readonly base64?: boolean;
  /** The signer, as API Gateway names them. */
  readonly userId?: string;
}

/** A request as the HTTP API hands it over. */
export function httpEvent({
  route,
  params,
  query,
  body,
  base64 = false,
  userId,
}: HttpRequest): APIGatewayProxyEventV2 {
  const [method = 'GET', path = '/'] = route.split(' ');
  const requestContext = {
    accountId: '1',
    apiId: 'a',
    domainName: 'd',
    domainPrefix: 'p',
    requestId: 'request-1',
    routeKey: route,
    stage: '$default',
    time: '',
    timeEpoch: 0,
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'u' },
    ...(userId === undefined ? {} : { authorizer: { iam: { userId } } }),
  };
  return {
    version: '2.0',
    routeKey: route,
    rawPath: path,
    rawQueryString: '',
    headers: {},
    isBase64Encoded: base64,
    requestContext,
    ...(params === undefined ? {} : { pathParameters: params }),
    ...(query === undefined ? {} : { queryStringParameters: query }),
    ...(body === undefined ? {} : { body }),
  };
}
