import type { Connector, ConnectorCall, Erased, Read } from '../connector.ts';
import { messageOf } from '../system-message.ts';
import { connectorError, failed, failureOf } from './failure-of.ts';

/** Puts a message on a queue of whomever. */
export type PutMessage = (
  queue: string,
  body: string,
  about: { readonly caseId: string; readonly idempotencyKey: string; readonly attempt: number },
) => Promise<void>;

/** Tells services by their queue; they call back, as `joinErasure` does. */
export class QueueConnector implements Connector {
  readonly #put: PutMessage;

  constructor(put: PutMessage) {
    this.#put = put;
  }

  async erase(call: ConnectorCall): Promise<Erased> {
    return (await this.#tell(call)) ?? { answer: 'none' };
  }

  async verify(call: ConnectorCall): Promise<Read> {
    return (await this.#tell(call)) ?? { answer: 'empty' };
  }

  async lookUp(): Promise<never> {
    throw connectorError('unexpected'); // the data map has no `resolves` for it
  }

  /** Undefined where the person is not known by what the service finds people by. */
  async #tell(call: ConnectorCall): Promise<ReturnType<typeof failed> | { answer: 'later' } | undefined> {
    const { system, command } = call;
    if (system.connector !== 'queue' || call.callBack === undefined) return failed('unexpected');
    const message = messageOf(call);
    if (message === undefined) return undefined;
    try {
      await this.#put(system.queue, JSON.stringify(message), command);
      return { answer: 'later' };
    } catch (error) {
      return failureOf(error, 'write');
    }
  }
}
