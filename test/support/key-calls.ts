import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FunctionVariables } from './function-variables.ts';

/**
 * Stands between one deployed function and KMS, from `begin` to `end`: it passes everything on, knows which keys were
 * given to deletion and how often, and can keep the answer to that from the function for a while. A key that is on its way
 * out it refuses to give there again, as KMS does: the emulator would set another date.
 */
export class KeyCalls {
  /** The ids of keys that were to be given to deletion, once for each time that it was asked for. */
  readonly asked: string[] = [];
  /** Those that were. */
  readonly scheduled = new Set<string>();
  readonly #url: string;
  readonly #variables: FunctionVariables;
  readonly #withheld = new Map<string, Promise<void>>();
  #server: Server | undefined;

  constructor(url: string, functionName: string) {
    this.#url = url;
    this.#variables = new FunctionVariables(url, functionName);
  }

  async begin(): Promise<void> {
    const server = createServer((request, response) => {
      this.#pass(request).then(
        ({ status, body }) => response.writeHead(status, { 'content-type': JSON_TYPE }).end(body),
        () => response.destroy(),
      );
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // it listens on TCP
    await this.#variables.add({ AWS_ENDPOINT_URL_KMS: `http://127.0.0.1:${port}` });
  }

  async end(): Promise<void> {
    await this.#variables.restore();
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  /** KMS does it, and the function hears of it no sooner than this. */
  withhold(keyId: string, until: Promise<void>): void {
    this.#withheld.set(keyId, until);
  }

  async #pass(request: IncomingMessage): Promise<{ status: number; body: string }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks).toString();
    const target = String(request.headers['x-amz-target']);
    const headers = {
      'content-type': JSON_TYPE,
      'x-amz-target': target,
      authorization: String(request.headers.authorization),
    };
    const keyId = target.endsWith('.ScheduleKeyDeletion') ? String(JSON.parse(body).KeyId) : undefined;
    if (keyId !== undefined) this.asked.push(keyId);
    if (keyId !== undefined && this.scheduled.has(keyId)) return REFUSED;
    const answer = await fetch(this.#url, { method: 'POST', headers, body });
    const text = await answer.text();
    if (keyId !== undefined) {
      this.scheduled.add(keyId);
      await this.#withheld.get(keyId);
    }
    return { status: answer.status, body: text };
  }
}

const JSON_TYPE = 'application/x-amz-json-1.1';
const REFUSED = {
  status: 400,
  body: JSON.stringify({ __type: 'KMSInvalidStateException', message: 'the key is pending deletion' }),
};
