import {
  createServer,
  type IncomingMessage,
  request as requestTo,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { FunctionVariables } from './function-variables.ts';

/**
 * What one deployed function takes for S3, from `begin` to `end`: it refuses everything, in words of its own, until it is
 * mended. Then it passes everything on, since a change of the function's variables would end whatever is on its way.
 */
export class FailingS3 {
  readonly #url: string;
  readonly #variables: FunctionVariables;
  #server: Server | undefined;
  #mended = false;

  constructor(url: string, functionName: string) {
    this.#url = url;
    this.#variables = new FunctionVariables(url, functionName);
  }

  /** @param message what each error says */
  async begin(message: string): Promise<void> {
    const body = `<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>${message}</Message></Error>`;
    const server = createServer((request, response) => {
      if (this.#mended) this.#passOn(request, response);
      else
        request.resume().on('end', () => response.writeHead(403, { 'content-type': 'text/xml' }).end(body));
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // it listens on TCP
    await this.#variables.add({ AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}` });
  }

  mend(): void {
    this.#mended = true;
  }

  async end(): Promise<void> {
    await this.#variables.restore();
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  #passOn(request: IncomingMessage, response: ServerResponse): void {
    const { method = 'GET', url = '/', headers } = request;
    const passed = requestTo(new URL(url, this.#url), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  }
}
