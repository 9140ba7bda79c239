import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FunctionVariables } from './function-variables.ts';

/** What one deployed function takes for S3, from `begin` to `end`: it refuses everything, in words of its own. */
export class FailingS3 {
  readonly #variables: FunctionVariables;
  #server: Server | undefined;

  constructor(url: string, functionName: string) {
    this.#variables = new FunctionVariables(url, functionName);
  }

  /** @param message what each error says */
  async begin(message: string): Promise<void> {
    const body = `<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>${message}</Message></Error>`;
    const server = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(403, { 'content-type': 'text/xml' }).end(body));
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // it listens on TCP
    await this.#variables.add({ AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}` });
  }

  async end(): Promise<void> {
    await this.#variables.restore();
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}
