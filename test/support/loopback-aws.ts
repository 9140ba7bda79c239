import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, GetCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { MemoryDynamo } from './memory-dynamo.ts';
import { PLAYED_DATA_KEY } from './played-data-key.ts';

/** What a service answers: a body, or an error with its name and message. */
type Answer = { readonly body: string; readonly status: number };

/** The client checks it. */
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

/** A log group that keeps less than it should. */
const LOG_GROUP = {
  logGroupName: '/app/web',
  logGroupArn: 'arn:aws:logs:eu-west-1:111111111111:log-group:/app/web',
  creationTime: 1_700_000_000_000,
  retentionInDays: 1,
};

const json = (value: unknown, status = 200): Answer => ({ body: JSON.stringify(value), status });

/**
 * AWS on loopback, as far as our functions talk to it, so that they run with their real SDK clients: DynamoDB in memory,
 * the rest says yes. `failing` makes services refuse instead, with a message that quotes what it is told.
 */
export class LoopbackAws {
  readonly dynamo = new MemoryDynamo();
  /** Which operations were asked for, in order. */
  readonly asked: string[] = [];
  /** Requests it did not understand: a test with any of them proves nothing. */
  readonly faults: string[] = [];
  /** The number of somebody who has answered STOP. */
  optedOut = '+15550100000';
  /** An address that SES keeps mail from. */
  suppressed = '';
  /** The value of the team tag on the bill. */
  tagged = '';
  /** Operations that fail, and what their errors say. */
  failing: { readonly which: RegExp; readonly message: string } | undefined;
  #server: Server | undefined;

  /** Where it listens. */
  async start(): Promise<string> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const target = String(request.headers['x-amz-target'] ?? '');
        const { body, status } = this.#safely(target, pathOf(request), Buffer.concat(chunks).toString());
        response
          .writeHead(status, { 'content-type': body.startsWith('<') ? 'text/xml' : 'application/json' })
          .end(body);
      });
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // a TCP server has a port
    return `http://127.0.0.1:${port}`;
  }

  stop(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
  }

  #safely(target: string, path: string, body: string): Answer {
    try {
      return this.#answer(target, path, body);
    } catch (thrown) {
      this.faults.push(String(thrown));
      return json({ __type: 'NotUnderstood' }, 400);
    }
  }

  #answer(target: string, path: string, body: string): Answer {
    const operation = target.split('.')[1] ?? new URLSearchParams(body).get('Action') ?? path;
    this.asked.push(operation);
    if (this.failing?.which.test(operation) === true) return refusal(operation, this.failing.message);
    if (target.startsWith('DynamoDB')) return this.#dynamo(operation, JSON.parse(body));
    switch (operation) {
      case 'GenerateMac':
        return json({ Mac: base64Of(28) });
      case 'GenerateDataKey':
        return json({
          Plaintext: PLAYED_DATA_KEY.plain.toString('base64'),
          CiphertextBlob: PLAYED_DATA_KEY.wrapped.toString('base64'),
        });
      case 'Decrypt':
        return json({ Plaintext: PLAYED_DATA_KEY.plain.toString('base64') });
      case 'GetPublicKey':
        return json({ KeyId: 'key', KeySpec: 'ECC_NIST_P256', PublicKey: base64Of(91) });
      case 'Sign':
        return json({ Signature: base64Of(70) });
      case 'VerifyMac':
        return json({ MacValid: true });
      case 'StartExecution':
        return json({ executionArn: 'arn:e', startDate: 1 });
      case 'SendMessage':
        return json({ MessageId: 'queued', MD5OfMessageBody: md5(JSON.parse(body).MessageBody) });
      case 'PutEvents':
        return json({ FailedEntryCount: 0, Entries: [] });
      case 'Publish':
        return {
          status: 200,
          body: '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>',
        };
      case 'GetSMSAttributes':
        return snsXml(operation, '<attributes></attributes>');
      case 'GetSMSSandboxAccountStatus':
        return snsXml(operation, '<IsInSandbox>true</IsInSandbox>');
      case 'ListPhoneNumbersOptedOut':
        return snsXml(operation, `<phoneNumbers><member>${this.optedOut}</member></phoneNumbers>`);
      case 'GetCostAndUsage':
        return json({ ResultsByTime: [billed(JSON.parse(body), this.tagged)] });
      case 'GetResources':
        return json({ ResourceTagMappingList: [], PaginationToken: '' });
      case '/Search':
        return json({ Resources: [], Count: { TotalResources: 0, Complete: true } });
      case 'TagResources':
      case 'UntagResources':
        return json({ FailedResourcesMap: {} });
      case 'PUT page':
        return { status: 200, body: '' };
      case 'GET page':
        return { status: 200, body: 'a page' };
      case 'GetMetricData':
        return json({ MetricDataResults: [{ Id: 'u0', Timestamps: [1_793_491_200], Values: [5] }] });
      case 'DescribeLogGroups':
        return json({ logGroups: [{ ...LOG_GROUP, storedBytes: 1000 }] });
      case 'DescribeAutoScalingGroups':
        return {
          status: 200,
          body: `<${operation}Response><${operation}Result><AutoScalingGroups/></${operation}Result></${operation}Response>`,
        };
      case 'ListTagsForResource':
        return json({ tags: { owner: this.tagged } });
      case 'PutRetentionPolicy':
        return json({});
      case 'ListMetrics':
        return json({ Metrics: [] });
      case 'GetMetricStatistics':
        return json({ Label: 'm', Datapoints: [{ Maximum: 5 }] });
      case 'ListKeys':
        return json({ Keys: [{ KeyId: 'a' }], Truncated: false });
      case 'GetServiceQuota':
        return json({ Quota: { Value: 100 } });
      case 'ListServiceQuotas':
      case 'ListAWSDefaultServiceQuotas':
        return json({ Quotas: [{ QuotaName: 'Registered state machines', Value: 100 }] });
      case 'ListStateMachines':
        return json({ stateMachines: [] });
      case '/2016-08-19/account-settings':
        return json({ AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 1 } });
      case '/v2/email/identities/acme.example':
        return json({ VerifiedForSendingStatus: false, DkimAttributes: { Status: 'PENDING' } });
      case '/v2/email/account':
        return json({ ProductionAccessEnabled: false, SendingEnabled: true });
      case `/v2/email/suppression/addresses/${encodeURIComponent(this.suppressed)}`:
        return json({ SuppressedDestination: { EmailAddress: this.suppressed, Reason: 'BOUNCE' } });
      case '/v2/email/outbound-emails':
        return json({ MessageId: 'm' });
      default:
        throw new Error(`loopback AWS does not know ${operation}`);
    }
  }

  #dynamo(operation: string, input: Wire): Answer {
    try {
      switch (operation) {
        case 'GetItem':
          return json(wired(this.dynamo.execute(new GetCommand(plain(input)))));
        case 'Query':
          return json(wired(this.dynamo.execute(new QueryCommand(plain(input)))));
        case 'BatchGetItem':
          return json(wired(this.dynamo.execute(new BatchGetCommand(plain(input)))));
        case 'TransactWriteItems': {
          const { ClientRequestToken: _, ...rest } = input;
          return json(wired(this.dynamo.execute(new TransactWriteCommand(plain(rest)))));
        }
        default:
          throw new Error(`loopback DynamoDB does not know ${operation}`);
      }
    } catch (thrown) {
      if (!(thrown instanceof TransactionCanceledException)) throw thrown;
      return json(
        {
          __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
          message: thrown.message,
          CancellationReasons: thrown.CancellationReasons,
        },
        400,
      );
    }
  }
}

/** One day of a bill, in as many groups as are asked for. */
function billed({ TimePeriod, GroupBy }: Wire, tagged: string): object {
  const cost = { NetUnblendedCost: { Amount: '12.3400000000', Unit: 'USD' } };
  const keys = (GroupBy ?? []).map(({ Type, Key }: Wire) => (Type === 'TAG' ? `${Key}$${tagged}` : Key));
  return {
    TimePeriod: { Start: TimePeriod.Start, End: TimePeriod.End },
    Estimated: true,
    Total: GroupBy === undefined ? cost : {},
    Groups: GroupBy === undefined ? [] : [{ Keys: keys, Metrics: cost }],
  };
}

// biome-ignore lint/suspicious/noExplicitAny: requests and answers of any operation, converted without knowing which
type Wire = any;

const MAPS = new Set(['Key', 'Item', 'ExpressionAttributeValues', 'ExclusiveStartKey', 'LastEvaluatedKey']);

/** A request from the wire, with plain values for attribute values. */
function plain(value: Wire, convert: (map: Wire) => Wire = unmarshall): Wire {
  if (Array.isArray(value)) return value.map((item) => plain(item, convert));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => {
      if (field === undefined) return [name, field];
      if (MAPS.has(name)) return [name, convert(field)];
      if ((name === 'Items' || name === 'Keys') && Array.isArray(field))
        return [name, field.map((item) => convert(item))];
      if (name === 'Responses')
        return [
          name,
          Object.fromEntries(
            Object.entries(field as Wire).map(([table, items]) => [table, (items as Wire).map(convert)]),
          ),
        ];
      return [name, plain(field, convert)];
    }),
  );
}

function wired(answer: unknown): Wire {
  return plain(answer, (map) => marshall(map, { removeUndefinedValues: true }));
}

function snsXml(operation: string, result: string): Answer {
  const body = `<${operation}Result>${result}</${operation}Result>`;
  return {
    status: 200,
    body: `<${operation}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/">${body}</${operation}Response>`,
  };
}

/** What a request is known by: its path, or that it is about a page in a bucket. */
function pathOf({ method = '', url = '' }: IncomingMessage): string {
  return url.startsWith('/pages/') ? `${method} page` : url;
}

function refusal(operation: string, message: string): Answer {
  if (operation.endsWith(' page'))
    return { status: 400, body: `<Error><Code>InvalidRequest</Code><Message>${message}</Message></Error>` };
  if (operation === 'Publish') {
    return {
      status: 400,
      body: `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>InvalidParameter</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
    };
  }
  return json({ __type: 'ValidationException', message, Message: message }, 400);
}

/** Bytes that mean nothing. */
function base64Of(bytes: number): string {
  return Buffer.alloc(bytes, 7).toString('base64');
}
