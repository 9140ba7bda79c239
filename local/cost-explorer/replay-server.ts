import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as z from 'zod';
import { Instant } from '../../shared/kernel/instant.ts';
import type { Lifetime } from '../lifetime.ts';
import { type BillAt, getCostAndUsage } from './answer.ts';
import { ServiceFault } from './service-fault.ts';

const OPERATION = 'AWSInsightsIndexService.GetCostAndUsage';

/** What Cost Explorer can refuse with. */
const FAULTS = {
  AccessDenied: ['AccessDeniedException', 'User: role is not authorized to perform: ce:GetCostAndUsage'],
  NotEnabled: ['AccessDeniedException', 'User not enabled for cost explorer access'],
  DataUnavailable: ['DataUnavailableException', 'Data is not available. Please try again later'],
  LimitExceeded: ['LimitExceededException', 'Rate limit exceeded'],
} as const;

/** What a test or a scenario can set: the time at which the bill is looked at, and what goes wrong from now on. */
export const ReplayChange = z.strictObject({
  now: Instant.optional(),
  page: z.int().positive().optional(),
  fault: z
    .strictObject({
      error: z.enum(['AccessDenied', 'NotEnabled', 'DataUnavailable', 'LimitExceeded']),
      /** How many requests it meets; without it, all until it is taken back. */
      times: z.int().positive().optional(),
    })
    .nullable()
    .optional(),
});
export type ReplayChange = z.infer<typeof ReplayChange>;

/** How the server stands. */
export const ReplayState = z.object({
  now: Instant,
  page: z.int(),
  /** Requests that were answered, which are those that AWS would charge for. */
  requests: z.int(),
  refused: z.int(),
});
export type ReplayState = z.infer<typeof ReplayState>;

/** The path of the control; everything else is the service. */
export const CONTROL_PATH = '/_replay';

/**
 * Stands in for Cost Explorer: answers GetCostAndUsage from a bill as that was at a time, on loopback until the lifetime
 * ends. Its clock stands still until it is set.
 * @returns its URL
 */
export async function startReplay(bill: BillAt, lifetime: Lifetime): Promise<string> {
  const replay = new Replay(bill);
  const server = createServer((request, response) => void replay.serve(request, response));
  lifetime.atEnd(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the replay server has no port');
  return `http://127.0.0.1:${address.port}`;
}

class Replay {
  #bill: BillAt;
  #fault: ReplayChange['fault'];
  #requests = 0;
  #refused = 0;

  constructor(bill: BillAt) {
    this.#bill = bill;
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await text(request);
      if (request.url === CONTROL_PATH) {
        this.#control(request, body, response);
        return;
      }
      if (request.method !== 'POST' || request.headers['x-amz-target'] !== OPERATION)
        throw new ServiceFault('UnknownOperationException', `only ${OPERATION} is answered here`);
      this.#meetFault();
      const answer = getCostAndUsage(json(body), this.#bill);
      this.#requests++;
      write(response, 200, answer);
    } catch (error) {
      this.#refused++;
      const { name, message } =
        error instanceof ServiceFault ? error : new ServiceFault('InternalFailure', String(error));
      write(response, name === 'InternalFailure' ? 500 : 400, { __type: name, message });
    }
  }

  #meetFault(): void {
    if (this.#fault == null) return;
    const { error, times } = this.#fault;
    if (times !== undefined) this.#fault = times > 1 ? { error, times: times - 1 } : null;
    const [name, message] = FAULTS[error];
    throw new ServiceFault(name, message);
  }

  #control(request: IncomingMessage, body: string, response: ServerResponse): void {
    if (request.method === 'POST') {
      const change = ReplayChange.safeParse(json(body));
      if (!change.success) throw new ServiceFault('ValidationException', z.prettifyError(change.error));
      const { now, page, fault } = change.data;
      this.#bill = { ...this.#bill, at: now ?? this.#bill.at, page: page ?? this.#bill.page };
      if (fault !== undefined) this.#fault = fault;
    }
    const { at: now, page } = this.#bill;
    const state: ReplayState = { now, page, requests: this.#requests, refused: this.#refused };
    write(response, 200, state);
  }
}

function write(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new ServiceFault('SerializationException', 'the body is not JSON');
  }
}
